package io.latchkey.app;

import io.latchkey.api.Mutation;
import io.latchkey.config.Settings;
import io.latchkey.config.SettingsLoader;
import io.latchkey.token.Operators;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.annotation.HandlesTypes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Has the server's class scan (Jakarta Servlet 6.0 section 8.2.4) find every class with a {@code @Mutation}: only this
 * finds those without a scope, which CDI does not discover. Also declares the roles that groups are read from, and
 * bounds what Tyrus buffers: both are possible only this early for values from a setting.
 */
@HandlesTypes(Mutation.class)
public class MutationScan implements ServletContainerInitializer {
    static final String CANDIDATES = "io.latchkey.mutations";

    /** How much of an unfinished frame Tyrus keeps, 4 MB for each stranger by default; a web.xml may say otherwise. */
    private static final String TYRUS_BUFFER = "org.glassfish.tyrus.servlet.incoming-buffer-size";

    /** Room for a burst of small frames, too: at 64 KB it overflows. */
    private static final long MIN_BUFFER = 256L * 1024;

    @Override
    public void onStartup(Set<Class<?>> found, ServletContext context) {
        context.setAttribute(CANDIDATES, found == null ? Set.of() : Set.copyOf(found));
        Settings settings = SettingsLoader.fromEnvironment();
        Set<String> roles = new HashSet<>(settings.login().roles());
        roles.addAll(List.of(Operators.ADMIN_ROLE, Operators.PROVISIONER_ROLE));
        context.declareRoles(roles.toArray(String[]::new));
        long buffer = Math.max(MIN_BUFFER, 4 * settings.limits().message());
        context.setInitParameter(TYRUS_BUFFER, Long.toString(Math.min(Integer.MAX_VALUE, buffer)));
    }
}
