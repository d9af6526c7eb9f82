package io.latchkey.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Many connects to one server, so many of them at once, driven by the calling thread. */
final class Connects implements AutoCloseable {
    static final int AT_ONCE = 16;

    private static final int DIRECT = 256 * 1024;
    private static final long PATIENCE_MS = TimeUnit.SECONDS.toMillis(30);

    /** @param refusal why the first that failed did */
    record Outcome(Sample sample, Optional<String> refusal) {}

    private final Target target;
    private final Selector selector = Selector.open();
    private final ByteBuffer direct = ByteBuffer.allocateDirect(DIRECT);
    private final byte[] work = new byte[Wire.workSize(DIRECT)];
    private final Latencies latencies = new Latencies();
    private Optional<String> refusal = Optional.empty();
    private int opening;
    private int open;

    private Connects(Target target) throws IOException {
        this.target = target;
    }

    /** Makes all of them, each closed as soon as it got what it waits for; done when the last is closed. */
    static Outcome run(Target target, List<Opening.Request> requests) throws IOException {
        try (Connects connects = new Connects(target)) {
            Meter meter = new Meter(target.pid());
            connects.run(requests.iterator());
            Sample sample = meter.sample(0, requests.size(), connects.latencies);
            return new Outcome(sample, connects.refusal);
        }
    }

    private void run(Iterator<Opening.Request> requests) throws IOException {
        while (requests.hasNext() || open > 0) {
            while (opening < AT_ONCE && requests.hasNext()) {
                Opening.begin(target.port(), requests.next(), selector);
                opening++;
                open++;
            }
            if (selector.select(PATIENCE_MS) == 0) {
                throw new IOException(open + " connects came to nothing in time");
            }
            for (SelectionKey key : selector.selectedKeys()) {
                read((Opening) key.attachment());
            }
            selector.selectedKeys().clear();
        }
    }

    private void read(Opening one) throws IOException {
        boolean before = one.isReached();
        try {
            one.read(direct, work);
        } catch (IOException | UncheckedIOException e) {
            one.close();
            if (!one.isReached()) {
                refusal = refusal.or(() -> Optional.of(String.valueOf(e.getMessage())));
                opening--;
            }
        }
        if (one.isReached() && !before) {
            latencies.add(one.nanos());
            opening--;
        }
        open -= one.isClosed() ? 1 : 0;
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
