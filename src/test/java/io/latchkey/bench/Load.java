package io.latchkey.bench;

import io.latchkey.bench.dialect.Dialect;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The members of one shape on one server, driven by the calling thread: a fixed schedule of sends, all that is read. */
final class Load implements AutoCloseable {
    private static final int DIRECT = 256 * 1024;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    private record Attached(Wire wire, LoadClient client) {}

    private final Shape shape;
    private final Selector selector = Selector.open();
    private final ByteBuffer direct = ByteBuffer.allocateDirect(DIRECT);
    private final byte[] work = new byte[Wire.workSize(DIRECT)];
    private final Latencies latencies = new Latencies();
    private final List<LoadRoom> rooms = new ArrayList<>();
    private final List<Attached> clients = new ArrayList<>();
    private long now;
    private long delivered;

    /** Connects everybody and waits until all have joined. */
    Load(Target target, Shape shape, String name) throws IOException {
        this.shape = shape;
        for (int r = 0; r < shape.rooms(); r++) {
            LoadRoom room = new LoadRoom(shape, latencies);
            String id = target.roomId(name + r);
            rooms.add(room);
            for (int m = 0; m < shape.members(); m++) {
                connect(target, room, id);
                turn(0);
            }
        }
        long deadline = System.nanoTime() + PATIENCE;
        while (!clients.stream().allMatch(attached -> attached.client().isJoined())) {
            turn(10);
            requireBefore(deadline, "not everybody joined");
        }
    }

    private void connect(Target target, LoadRoom room, String id) throws IOException {
        Dialect dialect = target.dialect(id);
        Wire wire = Wire.open(target.port(), dialect.path(), dialect.bearer());
        LoadClient client = new LoadClient(this, room, wire, dialect, shape.keys());
        room.add(client);
        Attached attached = new Attached(wire, client);
        clients.add(attached);
        wire.register(selector, attached);
        wire.read(ByteBuffer.allocateDirect(0), work, client);
    }

    private static void requireBefore(long deadline, String otherwise) throws IOException {
        if (System.nanoTime() > deadline) {
            throw new IOException(otherwise + " in time");
        }
    }

    /** The time of the read that is being worked on. */
    long now() {
        return now;
    }

    void delivered(long versions) {
        delivered += versions;
    }

    /** Offers so many deliveries a second: a second and a half to settle in, then measured for so long. */
    Sample run(Target target, double rate, long settleMillis, long measureMillis) throws IOException {
        double interval = shape.interval(rate);
        long start = System.nanoTime();
        for (int r = 0; r < rooms.size(); r++) {
            rooms.get(r).begin(start + (long) (interval * r / rooms.size()), interval);
        }
        drive(start + TimeUnit.MILLISECONDS.toNanos(settleMillis));
        latencies.clear();
        delivered = 0;
        Meter meter = new Meter(target.pid());
        drive(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(measureMillis));
        Sample sample = meter.sample(rate, delivered, latencies);
        settle(sample);
        return sample;
    }

    private void drive(long end) throws IOException {
        for (long time = System.nanoTime(); time < end; time = System.nanoTime()) {
            boolean waits = true;
            for (LoadRoom room : rooms) {
                while (room.due() <= time && room.sendNext()) {
                    waits = false;
                }
            }
            turn(waits ? 1 : 0);
        }
    }

    /** Waits until every member was told everything. */
    private void settle(Sample sample) throws IOException {
        long deadline = System.nanoTime() + PATIENCE;
        while (!rooms.stream().allMatch(LoadRoom::isComplete)) {
            turn(10);
            requireBefore(deadline, "at " + sample.offered() + " deliveries/s not everything was delivered");
        }
    }

    private void turn(long millis) throws IOException {
        if (millis == 0) {
            selector.selectNow();
        } else {
            selector.select(millis);
        }
        now = System.nanoTime();
        for (SelectionKey key : selector.selectedKeys()) {
            Attached attached = (Attached) key.attachment();
            attached.wire().read(direct, work, attached.client());
            attached.wire().flush();
        }
        selector.selectedKeys().clear();
    }

    /** How many versions or values are wrong at any member. */
    long wrong() {
        return rooms.stream().mapToLong(LoadRoom::wrong).sum();
    }

    @Override
    public void close() throws IOException {
        for (Attached attached : clients) {
            attached.wire().close();
        }
        selector.close();
    }
}
