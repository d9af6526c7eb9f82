package io.latchkey.engine;

import static io.latchkey.engine.RaceWire.type;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.engine.RaceWire.Seen;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * One user in one room, with two that write, two that read and bring other old credentials, and two that come and go;
 * somebody else writes, too. At a random moment the user's access ends.
 */
final class RaceRound {
    /** Where the call fell, as far as the history proves it. */
    record Windows(boolean beforeJoin, boolean beforeApplication, boolean beforeFlush) {}

    private static final int WRITERS = 2;
    private static final int AT_ONCE = 6;
    private static final long LONGEST_WAIT = 12_000_000;

    private final int port;
    private final Random random;
    private final ExecutorService threads;
    private final String room;
    private final String user;
    private final String mode;
    private final int grace;
    private final List<RaceWire> members = new ArrayList<>();
    private final ConcurrentLinkedQueue<RaceWire> comers = new ConcurrentLinkedQueue<>();
    private final List<Future<?>> running = new ArrayList<>();
    private volatile boolean called;
    private volatile boolean answered;

    RaceRound(int port, int number, Random random, ExecutorService threads) {
        this.port = port;
        this.random = random;
        this.threads = threads;
        this.room = "race:" + number;
        this.user = "bob-" + number;
        this.mode = random.nextInt(4) == 0 ? "DISCONNECT" : "REAUTHENTICATE";
        this.grace = mode.equals("REAUTHENTICATE") && random.nextInt(3) == 0 ? 30 : 0;
    }

    Windows run() throws IOException {
        try (RaceWire other = join("ann", "client-ann", 0);
                RaceWire admin = new RaceWire(port)) {
            admin.send("admin");
            running.add(threads.submit(() -> write(other, "ann")));
            for (int i = 0; i < 2 * WRITERS; i++) {
                members.add(join(user, "client-" + i, 0));
            }
            for (int i = 0; i < 2 * WRITERS; i++) {
                RaceWire member = members.get(i);
                String name = "old-" + i;
                running.add(threads.submit(i < WRITERS ? () -> write(member, name) : () -> read(member)));
            }
            running.add(threads.submit(() -> comeAndGo("client-x")));
            running.add(threads.submit(() -> comeAndGo("client-y")));
            Await.until(
                    room + ": a first result",
                    () -> members.get(0).history().stream().anyMatch(type("result")));
            LockSupport.parkNanos(random.nextLong(LONGEST_WAIT));
            called = true;
            admin.send(user + " " + mode + " " + grace);
            Seen receipt = admin.readUntil(type("receipt")).orElseThrow();
            answered = true;
            return judge(receipt);
        } finally {
            members.forEach(RaceWire::close);
            comers.forEach(RaceWire::close);
        }
    }

    private RaceWire join(String who, String client, long credential) throws IOException {
        RaceWire wire = new RaceWire(port);
        wire.send(room + " " + who + " " + client + " " + credential);
        assertThat(wire.readUntil(type("joined"))).as("joined").isPresent();
        return wire;
    }

    /** Keeps a few mutations under way, each of which is one version and one entry of the room's log. */
    private void write(RaceWire wire, String name) {
        int sent = 0;
        while (sent < AT_ONCE) {
            append(wire, ++sent, name);
        }
        while (!answered && wire.readUntil(type("result")).isPresent()) {
            append(wire, ++sent, name);
        }
        read(wire);
    }

    private static void append(RaceWire wire, int id, String name) {
        wire.send("{\"type\":\"mutate\",\"id\":" + id + ",\"name\":\"append\",\"args\":{\"key\":\"log\",\"value\":\""
                + name + "\"}}");
    }

    /** Reads all there is, and now and then brings another credential that is as old. */
    private void read(RaceWire wire) {
        AtomicInteger count = new AtomicInteger();
        wire.readUntil(seen -> {
            if (!answered && count.incrementAndGet() % 8 == 0) {
                wire.send("renew 0");
            }
            return false;
        });
    }

    /** Joins and leaves with the old credential until it was tried once behind the receipt. */
    private void comeAndGo(String client) {
        boolean last = false;
        while (!last) {
            last = answered;
            try {
                RaceWire wire = new RaceWire(port);
                comers.add(wire);
                wire.send(room + " " + user + " " + client + " 0");
                boolean joined = wire.readUntil(type("joined")).isPresent();
                if (joined && !called) {
                    wire.close();
                } else {
                    read(wire);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private Windows judge(Seen receipt) throws IOException {
        long sequence = receipt.message().getInt("sequence");
        comeBack(sequence);
        endAll();
        List<RaceWire> old = new ArrayList<>(members);
        old.addAll(comers);
        RaceCheck check = new RaceCheck(room, receipt, grace > 0);
        old.forEach(check::wire);
        long last = check.log(joined("eve", "client-eve", sequence));
        return new Windows(
                comers.stream().anyMatch(comer -> fellBeforeJoin(comer, receipt)),
                isInvalidated("client-0", sequence) || isInvalidated("client-1", sequence),
                members.stream().anyMatch(member -> member.isComplete() && member.version() < last));
    }

    /** With a new credential all is well, behind whatever waited. */
    private void comeBack(long sequence) throws IOException {
        try (RaceWire back = join(user, "client-new", sequence)) {
            append(back, 1, "new");
            Seen result = back.readUntil(type("result")).orElseThrow();
            assertThat(result.message().getString("outcome")).isEqualTo("applied");
        }
    }

    /** Silent ones would stay; the others must be closed by the server, at once. */
    private void endAll() {
        if (grace > 0) {
            members.forEach(RaceWire::close);
        } else {
            members.forEach(member -> Await.until(room + ": a socket of the user closed", member::isEnded));
        }
        Await.until(room + ": the last try", () -> {
            if (grace > 0) {
                comers.forEach(RaceWire::close);
            }
            return running.subList(running.size() - 2, running.size()).stream().allMatch(Future::isDone);
        });
    }

    private JsonObject joined(String who, String client, long sequence) throws IOException {
        try (RaceWire wire = join(who, client, sequence)) {
            return wire.history().stream()
                    .filter(type("joined"))
                    .findFirst()
                    .orElseThrow()
                    .message();
        }
    }

    /** The server greeted it before it heard of the call, and never let it in. */
    private static boolean fellBeforeJoin(RaceWire comer, Seen receipt) {
        List<Seen> history = comer.history();
        return history.get(0).order() < receipt.message().getInt("called")
                && history.stream().noneMatch(type("joined"));
    }

    /** Whether a mutation was in the queue when its author's access ended. */
    private boolean isInvalidated(String client, long sequence) throws IOException {
        return joined(user, client, sequence).getJsonArray("outcomes").stream()
                .anyMatch(
                        outcome -> outcome.asJsonObject().getString("code", "").equals("invalidated"));
    }
}
