package io.latchkey.bench;

import io.latchkey.bench.plain.PlainEndpoint;
import io.latchkey.bench.plain.ReadyServlet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Packs the plain endpoint's compiled classes into a WAR. */
final class PlainWar {
    private PlainWar() {}

    static Path build(Path war) throws IOException {
        Files.createDirectories(war.toAbsolutePath().getParent());
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(war))) {
            for (Class<?> type : List.of(PlainEndpoint.class, ReadyServlet.class)) {
                String name = type.getName().replace('.', '/') + ".class";
                zip.putNextEntry(new ZipEntry("WEB-INF/classes/" + name));
                try (InputStream bytes = PlainWar.class.getClassLoader().getResourceAsStream(name)) {
                    if (bytes == null) {
                        throw new IOException(name + " is not on the class path");
                    }
                    bytes.transferTo(zip);
                }
                zip.closeEntry();
            }
        }
        return war;
    }
}
