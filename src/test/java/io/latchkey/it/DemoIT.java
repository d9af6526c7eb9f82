package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The demo page in a real browser: a write, a refusal, a rollback. */
@ExtendWith(RunningServer.class)
class DemoIT {
    private final Server server;

    DemoIT(Server server) {
        this.server = server;
    }

    @Test
    void annWritesAndBobIsRolledBack() throws Exception {
        Node.require();
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/chromium")), "skipped: no /usr/bin/chromium");
        String printed = Node.run("node", "browser/demo.mjs", server.uri("").toString(), "../../../target/demo.png");
        assertThat(printed).contains("ok: the demo works");
    }
}
