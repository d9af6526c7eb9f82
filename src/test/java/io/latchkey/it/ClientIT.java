package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The JavaScript client's own tests and types, where there is Node. */
class ClientIT {
    @BeforeAll
    static void requireNode() throws Exception {
        Node.require();
    }

    @Test
    void theClientsTestsPass() throws Exception {
        assertThat(Node.run("npm", "test")).contains("# fail 0");
    }

    @Test
    void theClientsTypesFit() throws Exception {
        Node.run("npm", "run", "types");
    }
}
