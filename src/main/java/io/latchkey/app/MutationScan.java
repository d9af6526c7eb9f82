package io.latchkey.app;

import io.latchkey.api.Mutation;
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
 * finds those without a scope, which CDI does not discover. Also declares the roles that groups are read from, which
 * only this early is possible for names from a setting.
 */
@HandlesTypes(Mutation.class)
public class MutationScan implements ServletContainerInitializer {
    static final String CANDIDATES = "io.latchkey.mutations";

    @Override
    public void onStartup(Set<Class<?>> found, ServletContext context) {
        context.setAttribute(CANDIDATES, found == null ? Set.of() : Set.copyOf(found));
        Set<String> roles =
                new HashSet<>(SettingsLoader.fromEnvironment().login().roles());
        roles.addAll(List.of(Operators.ADMIN_ROLE, Operators.PROVISIONER_ROLE));
        context.declareRoles(roles.toArray(String[]::new));
    }
}
