package io.latchkey.bench;

import io.latchkey.api.RoomId;
import io.latchkey.store.H2Store;
import io.latchkey.store.RoomAppend;
import java.nio.file.Path;
import java.util.List;

/** How long one durable commit takes on this disk, which no server can be faster than. */
final class CommitProbe {
    private static final int WARM = 300;
    private static final int MEASURED = 1000;

    private CommitProbe() {}

    static Latencies measure(Path folder) {
        Latencies latencies = new Latencies();
        try (H2Store store = H2Store.open(folder)) {
            RoomId room = new RoomId("probe");
            store.create(room, "probe");
            long control = store.control().number();
            for (int i = 0; i < WARM + MEASURED; i++) {
                long start = System.nanoTime();
                store.append(List.of(new RoomAppend(room, "probe", i, i + 1, 1, "[{\"v\":1}]")), control);
                if (i >= WARM) {
                    latencies.add(System.nanoTime() - start);
                }
            }
        }
        return latencies;
    }
}
