package io.latchkey.it;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/** The WAR with something added, as an application on top of it would have. */
final class WarVariant {
    private final Path war;

    private WarVariant(Path war) {
        this.war = war;
    }

    static WarVariant in(Path folder) throws IOException {
        return new WarVariant(Files.copy(Path.of("target", "latchkey.war"), folder.resolve("variant.war")));
    }

    WarVariant with(Class<?> type) throws IOException {
        String name = type.getName().replace('.', '/') + ".class";
        try (InputStream bytes = type.getClassLoader().getResourceAsStream(name)) {
            if (bytes == null) {
                throw new IOException(name);
            }
            add(name, bytes.readAllBytes());
        }
        return this;
    }

    /** Adds a CDI extension and names it to the container. */
    WarVariant withExtension(Class<?> type) throws IOException {
        with(type);
        add(
                "META-INF/services/jakarta.enterprise.inject.spi.Extension",
                ("\n" + type.getName() + "\n").getBytes(StandardCharsets.UTF_8));
        return this;
    }

    private void add(String name, byte[] bytes) throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(URI.create("jar:" + war.toUri()), Map.of())) {
            Path file = zip.getPath("WEB-INF/classes/" + name);
            Files.createDirectories(file.getParent());
            Files.write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    Path file() {
        return war;
    }
}
