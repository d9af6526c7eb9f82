package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Real clients behind a network that cuts, stalls, delays and refuses. A longer run, or a failed one again:
 * {@code mvn verify -Dit.test=ChaosIT -Dchaos.seed=17 -Dchaos.seconds=600 -Dchaos.increments=100000}.
 */
@ExtendWith(RunningServer.class)
class ChaosIT {
    private static final String SEED = System.getProperty("chaos.seed", Long.toString(System.nanoTime() % 1_000_000));

    private final Server server;

    ChaosIT(Server server) {
        this.server = server;
    }

    @BeforeAll
    static void requireNode() throws Exception {
        Node.require();
    }

    @Test
    void everyClientEndsEqualToTheServerAndEveryOutcomeIsTrue() throws Exception {
        run("mixed", System.getProperty("chaos.seconds", "5"));
    }

    @Test
    void noViewOfACounterIsEverBeyondASerialOrder() throws Exception {
        run("counter", System.getProperty("chaos.increments", "2000"));
    }

    private void run(String scenario, String amount) throws Exception {
        String printed =
                Node.run("node", "chaos/main.js", scenario, server.uri("").toString(), SEED, amount, tokens());
        assertThat(printed).as("seed " + SEED).contains("\"broken\":0");
        System.out.println(printed.strip());
    }

    /** Distinct users for half of the clients; the others share the demo's. */
    private static String tokens() {
        JsonArrayBuilder tokens = Json.createArrayBuilder();
        for (int i = 0; i < 10; i++) {
            String access = i % 5 == 4 ? "read" : "write";
            String user = "user-" + i;
            tokens.add(Json.createObjectBuilder()
                    .add("user", user)
                    .add("access", access)
                    .add("token", Tokens.token(user, "demo:**", access)));
        }
        return tokens.build().toString();
    }
}
