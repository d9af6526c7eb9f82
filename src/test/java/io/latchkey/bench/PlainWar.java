package io.latchkey.bench;

import io.latchkey.bench.plain.PlainEndpoint;
import io.latchkey.bench.plain.ReadyServlet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Packs the plain endpoint's compiled classes into a WAR. */
final class PlainWar {
    private static final String BEANS =
            "<beans xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"4.0\" bean-discovery-mode=\"annotated\"/>";

    private PlainWar() {}

    static Path build(Path war) throws IOException {
        return build(war, false);
    }

    /**
     * The same class in a WAR in which CDI is on, as in every application that uses REST or security beside it: Payara
     * then makes each socket's upgrade handler through CDI.
     */
    static Path buildWithCdi(Path war) throws IOException {
        return build(war, true);
    }

    private static Path build(Path war, boolean cdi) throws IOException {
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
            if (cdi) {
                zip.putNextEntry(new ZipEntry("WEB-INF/beans.xml"));
                zip.write(BEANS.getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return war;
    }
}
