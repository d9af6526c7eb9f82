package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.latchkey.engine.EngineProcess;
import io.latchkey.engine.LineWire;
import io.latchkey.engine.Trace;
import io.latchkey.protocol.Json;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kill cannot show a missing fsync, because the kernel keeps what was written: the system calls can. */
class FsyncIT {
    private static final int GROUPS = 1_000;

    @TempDir
    Path folder;

    @Test
    void everyResultIsSentAfterItsGroupWasWrittenAndForcedToTheDisk() throws Exception {
        assumeTrue(isOnPath("strace"), "skipped: no strace on the path");
        Path log = folder.resolve("trace");
        try (EngineProcess engine = EngineProcess.start(
                        folder.resolve("data"),
                        "strace",
                        "-f",
                        "-y",
                        "-s",
                        "50000",
                        "-e",
                        "trace=write,pwrite64,fsync,fdatasync,sendto,sendmsg,writev",
                        "-o",
                        log.toString());
                LineWire wire = new LineWire(engine.port(), "demo:fsync", "ann", "client-fsync", "-")) {
            for (int id = 1; id <= GROUPS; id++) {
                wire.send("{\"type\":\"mutate\",\"id\":" + id + ",\"name\":\"increment\",\"args\":{\"key\":\"n\"}}");
                awaitResult(wire);
            }
        }
        Trace trace = Trace.read(log);
        for (int id = 1; id <= GROUPS; id++) {
            assertThat(trace.isForcedBeforeItIsTold(id)).as("group %d", id).isTrue();
        }
    }

    private static void awaitResult(LineWire wire) throws IOException {
        String type = "";
        while (!type.equals("result")) {
            type = Json.trusted(wire.next()).asJsonObject().getString("type");
        }
    }

    private static boolean isOnPath(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
