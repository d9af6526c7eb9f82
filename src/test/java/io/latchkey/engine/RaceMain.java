package io.latchkey.engine;

import io.latchkey.access.Mark.Mode;
import io.latchkey.api.Access;
import io.latchkey.api.AuthData;
import io.latchkey.api.ControlSequence;
import io.latchkey.api.Grant;
import io.latchkey.api.RoomId;
import io.latchkey.invalidation.Invalidation;
import io.latchkey.invalidation.Invalidation.Target;
import io.latchkey.invalidation.Receipt;
import io.latchkey.protocol.ClientFrame;
import io.latchkey.protocol.ClientMessage.Mutate;
import io.latchkey.protocol.Json;
import io.latchkey.protocol.ProtocolException;
import io.latchkey.room.EntryRequest;
import io.latchkey.room.EntryResult.Entered;
import io.latchkey.store.GatedStore;
import io.latchkey.store.H2Store;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The real engine in a process of its own, with credentials and an administrator. Whatever an engine runs that is not
 * its own, the database, the application's policy and the container, may take any time; here it does, at random, so that
 * calls fall where they seldom would.
 *
 * <p>Each line to a client begins with a number that counts up over all of them, taken when the engine hands a frame
 * over, or gives a receipt: what is later than what, whatever the wires do.
 */
public final class RaceMain {
    private final Pauses pauses = new Pauses();
    private final AtomicLong order = new AtomicLong();
    private final EngineWorld world;

    private RaceMain(Path data) {
        GatedStore store = new GatedStore(H2Store.open(data));
        store.whenCommitted(() -> pauses.onceIn(1));
        store.whenRecorded(pauses::marked);
        world = new EngineWorld(store, Clock.systemUTC(), (user, groups) -> {
            pauses.onceIn(16);
            return List.of(Grant.of("**", Access.WRITE));
        });
    }

    /** Takes the data folder; prints the port. */
    public static void main(String[] args) throws IOException {
        Logger.getLogger("").setLevel(Level.WARNING);
        RaceMain main = new RaceMain(Path.of(args[0]));
        try (ServerSocket server = new ServerSocket(0, 500, InetAddress.getLoopbackAddress())) {
            System.out.println("port " + server.getLocalPort());
            while (true) {
                Socket socket = server.accept();
                new Thread(() -> main.serve(socket)).start();
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            RacePeer peer = new RacePeer(socket, order, pauses);
            peer.line("{\"type\":\"hello\"}");
            String[] first = in.readLine().split(" ", -1);
            if (first[0].equals("admin")) {
                administer(in, peer);
            } else {
                join(first, in, peer);
            }
        } catch (IOException | ProtocolException | RuntimeException e) {
            if (!socket.isClosed()) {
                System.err.println("a connection ended: " + e);
            }
        }
    }

    /** {@code <room> <user> <client> <sequence>}. */
    private void join(String[] first, BufferedReader in, RacePeer peer) throws IOException, ProtocolException {
        pauses.onceIn(2);
        EntryRequest request = new EntryRequest(
                peer,
                "127.0.0.1",
                credential(first[1], Long.parseLong(first[3])),
                Optional.of(first[2]),
                Optional.empty());
        if (world.rooms().enter(new RoomId(first[0]), request).join() instanceof Entered entered) {
            peer.entered(entered.member());
            try {
                relay(first[1], in, entered);
            } finally {
                entered.room().leave(entered.member());
            }
        }
    }

    private static void relay(String user, BufferedReader in, Entered entered) throws IOException, ProtocolException {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.startsWith("renew ")) {
                AuthData fresh = credential(user, Long.parseLong(line.substring("renew ".length())));
                entered.room().renew(entered.member(), fresh);
            } else {
                List<Mutate> frame =
                        ClientFrame.parse(line).stream().map(Mutate.class::cast).toList();
                entered.room().mutate(entered.member(), frame);
            }
        }
    }

    /** Of somebody with the rights that the policy gives, issued when the control feed was so far. */
    private static AuthData credential(String user, long sequence) {
        return EngineWorld.underPolicy(
                user,
                UUID.randomUUID().toString(),
                UUID.randomUUID().toString(),
                new ControlSequence("race", sequence));
    }

    /** Lines {@code <user> <mode> <grace>}, each answered by a receipt. */
    private void administer(BufferedReader in, RacePeer peer) throws IOException {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ", -1);
            Invalidation invalidation = new Invalidation(
                    Target.ofUser(words[0]),
                    Mode.valueOf(words[1]),
                    Optional.empty(),
                    Optional.empty(),
                    Duration.ofSeconds(Long.parseLong(words[2])),
                    Optional.empty(),
                    "race");
            pauses.called();
            long before = order.incrementAndGet();
            world.invalidations()
                    .invalidate(invalidation)
                    .thenAccept(receipt -> peer.line(told(receipt.orElseThrow(), before)));
        }
    }

    private static String told(Receipt receipt, long before) {
        var versions = Json.object();
        receipt.rooms().forEach((room, version) -> versions.add(room.value(), version));
        return Json.object()
                .add("type", "receipt")
                .add("called", before)
                .add("sequence", receipt.sequence())
                .add("applied", receipt.applied())
                .add("rooms", versions)
                .build()
                .toString();
    }
}
