package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.engine.Crowd;
import io.latchkey.engine.EngineProcess;
import io.latchkey.engine.LineWire;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged survives kill -9 at any moment, and nothing is done twice. */
class KillIT {
    private static final int KILLS = 20;
    private static final int MUTATIONS = 20_000;

    @TempDir
    Path data;

    private static Random random() {
        long seed = Long.getLong("latchkey.seed", System.nanoTime());
        System.out.println("KillIT: -Dlatchkey.seed=" + seed);
        return new Random(seed);
    }

    @Test
    void twentyKillsOfTheEngineLoseAndDoubleNothing() throws Exception {
        Random random = random();
        AtomicInteger port = new AtomicInteger();
        EngineProcess engine = EngineProcess.start(data);
        port.set(engine.port());
        try (Crowd crowd =
                new Crowd((room, client, since) -> new LineWire(port.get(), room, "ann", client, since), 3, 3)) {
            for (int kill = 0; kill < KILLS; kill++) {
                crowd.awaitMore(500 + random.nextInt(1200));
                engine.kill();
                engine = EngineProcess.start(data);
                port.set(engine.port());
            }
            crowd.awaitMore(Math.max(500, MUTATIONS - crowd.acknowledged()));
            crowd.check();
            assertThat(crowd.acknowledged()).isGreaterThanOrEqualTo(MUTATIONS);
            System.out.println("KillIT: " + KILLS + " kills, " + crowd.acknowledged() + " acknowledged");
        } finally {
            engine.close();
        }
    }

    @Test
    void killsOfTheWholeServerLoseAndDoubleNothing() throws Exception {
        Random random = random();
        Server.Options options = Server.options()
                .with("latchkey.data", data)
                .with("latchkey.limit.rate", 1_000_000)
                .with("latchkey.token.secret", Tokens.SETTING);
        AtomicInteger port = new AtomicInteger();
        Server server = options.start();
        port.set(server.port());
        try (Crowd crowd = new Crowd((room, client, since) -> new SocketWire(port.get(), room, client, since), 2, 3)) {
            for (int kill = 0; kill < 2; kill++) {
                crowd.awaitMore(1000 + random.nextInt(2000));
                server.kill();
                server = options.start();
                port.set(server.port());
            }
            crowd.awaitMore(1000);
            crowd.check();
        } finally {
            server.close();
        }
    }
}
