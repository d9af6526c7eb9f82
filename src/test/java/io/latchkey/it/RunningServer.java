package io.latchkey.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands tests the one server that they share: the demo's users, and {@link Tokens}' secret beside them. */
public final class RunningServer implements ParameterResolver {
    private record Shared(Server server) implements AutoCloseable {
        @Override
        public void close() {
            server.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Server.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(RunningServer.class))
                .computeIfAbsent(Shared.class, key -> new Shared(start()), Shared.class)
                .server();
    }

    private static Server start() {
        Integer other = Integer.getInteger("server.port");
        if (other != null) {
            return Server.at(other);
        }
        try {
            Path data = Files.createTempDirectory("latchkey-it");
            return Server.options()
                    .with("latchkey.demo", true)
                    .with("latchkey.data", data)
                    .with("latchkey.token.secret", Tokens.SETTING)
                    .with("latchkey.api-key", Tokens.API_KEY)
                    .with("latchkey.origins", Http.FRIEND)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
