package io.latchkey.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Writers in several rooms, who go on whatever happens to the server, and in the end check what there is. */
public final class Crowd implements AutoCloseable {
    private final AtomicLong acknowledged = new AtomicLong();
    private final List<Writer> writers = new ArrayList<>();
    private final List<Future<?>> running = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Wire.Dialer dialer;

    public Crowd(Wire.Dialer dialer, int rooms, int clientsOfARoom) {
        this.dialer = dialer;
        for (int room = 0; room < rooms; room++) {
            for (int client = 0; client < clientsOfARoom; client++) {
                writers.add(new Writer(dialer, "demo:kill" + room, "client-" + room + "-" + client, acknowledged));
            }
        }
        writers.forEach(writer -> running.add(threads.submit(writer)));
    }

    public long acknowledged() {
        return acknowledged.get();
    }

    /** Waits until so many more were acknowledged; fails when a writer did. */
    public void awaitMore(long more) {
        long goal = acknowledged.get() + more;
        Await.until(more + " acknowledged mutations", () -> {
            running.stream().filter(Future::isDone).forEach(Crowd::finished);
            return acknowledged.get() >= goal;
        });
    }

    private static void finished(Future<?> run) {
        try {
            run.get(60, TimeUnit.SECONDS);
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }

    /** Has everything answered, then compares every room with what was acknowledged. */
    public void check() throws IOException {
        writers.forEach(Writer::stop);
        running.forEach(Crowd::finished);
        for (String room : writers.stream().map(Writer::room).distinct().toList()) {
            check(
                    room,
                    writers.stream()
                            .filter(writer -> writer.room().equals(room))
                            .toList());
        }
    }

    private void check(String room, List<Writer> members) throws IOException {
        Writer reader = new Writer(dialer, room, "client-reader", new AtomicLong());
        reader.stop();
        reader.readOnce();
        Map<String, String> expected = new TreeMap<>();
        long increments = 0;
        long all = 0;
        for (Writer writer : members) {
            assertThat(writer.epoch()).isEqualTo(reader.epoch());
            all += writer.count();
            increments += writer.count() / 2;
            for (long id = 1; id <= writer.count(); id += 2) {
                expected.merge(Writer.list(writer.client(), id), "" + id, (ids, next) -> ids + "," + next);
            }
        }
        expected.replaceAll((key, ids) -> "[" + ids + "]");
        expected.put("n", "" + increments);
        assertThat(new TreeMap<>(reader.state())).isEqualTo(expected);
        assertThat(reader.version()).as("one version for each").isEqualTo(all);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
