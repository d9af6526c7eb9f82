package io.latchkey.engine;

import io.latchkey.api.RoomId;
import io.latchkey.protocol.ClientFrame;
import io.latchkey.protocol.ClientMessage.Mutate;
import io.latchkey.protocol.ProtocolException;
import io.latchkey.room.EntryRequest;
import io.latchkey.room.EntryRequest.Since;
import io.latchkey.room.EntryResult;
import io.latchkey.room.EntryResult.Entered;
import io.latchkey.room.Peer;
import io.latchkey.store.H2Store;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The real engine on the real store in a process of its own, for tests that kill it more often than a server could be
 * started: a plain socket takes {@code room user client since} as the first line and the protocol's messages then.
 */
public final class EngineMain {
    private EngineMain() {}

    /** Takes the data folder; prints the port. */
    public static void main(String[] args) throws IOException {
        Logger.getLogger("").setLevel(Level.WARNING);
        EngineWorld world = new EngineWorld(H2Store.open(Path.of(args[0])));
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            System.out.println("port " + server.getLocalPort());
            while (true) {
                Socket socket = server.accept();
                new Thread(() -> serve(world, socket)).start();
            }
        }
    }

    private static void serve(EngineWorld world, Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            String[] hello = in.readLine().split(" ", -1);
            Optional<Since> since = Optional.of(hello[3])
                    .filter(text -> !text.equals("-"))
                    .map(text -> text.split("\\.", -1))
                    .map(parts -> new Since(parts[0], Long.parseLong(parts[1])));
            LinePeer peer = new LinePeer(socket);
            EntryRequest request =
                    new EntryRequest(peer, "127.0.0.1", EngineWorld.writer(hello[1]), Optional.of(hello[2]), since);
            EntryResult result =
                    world.rooms().enter(new RoomId(hello[0]), request).join();
            if (result instanceof Entered entered) {
                peer.pong = entered.member()::acknowledged;
                relay(in, entered);
            }
        } catch (IOException | ProtocolException e) {
            System.err.println("a connection ended: " + e.getMessage());
        }
    }

    private static void relay(BufferedReader in, Entered entered) throws IOException, ProtocolException {
        try {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                List<Mutate> frame =
                        ClientFrame.parse(line).stream().map(Mutate.class::cast).toList();
                entered.room().mutate(entered.member(), frame);
            }
        } finally {
            entered.room().leave(entered.member());
        }
    }

    private static final class LinePeer implements Peer {
        private final Socket socket;
        private volatile Consumer<ByteBuffer> pong = payload -> {};

        LinePeer(Socket socket) {
            this.socket = socket;
        }

        @Override
        public void send(String frame) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write((frame + "\n").getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void ping(ByteBuffer payload) {
            pong.accept(payload);
        }

        @Override
        public void close(int code, String reason) {
            try {
                socket.close();
            } catch (IOException e) {
                System.err.println("not closed: " + e.getMessage());
            }
        }
    }
}
