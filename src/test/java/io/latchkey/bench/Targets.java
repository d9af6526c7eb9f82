package io.latchkey.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The servers that are measured beside one another, all running. */
final class Targets implements AutoCloseable {
    static final List<String> NAMES = List.of("latchkey", "plain", "socket.io");

    private final List<Target> all = new ArrayList<>();

    /**
     * Starts those of these names.
     *
     * @throws IllegalArgumentException when a name is none of {@link #NAMES}
     */
    static Targets start(List<String> names, Path data) throws IOException {
        for (String name : names) {
            if (!NAMES.contains(name)) {
                throw new IllegalArgumentException("no server of this name: " + name + ", only " + NAMES);
            }
        }
        Targets targets = new Targets();
        for (String name : names) {
            start(name, data).ifPresent(targets.all::add);
        }
        return targets;
    }

    private static Optional<Target> start(String name, Path data) throws IOException {
        return switch (name) {
            case "latchkey" -> Optional.of(Target.latchkey(data));
            case "plain" -> Optional.of(Target.plain(PlainWar.build(Path.of("target", "bench", "plain.war"))));
            default -> socketIo();
        };
    }

    private static Optional<Target> socketIo() {
        try {
            return Optional.of(Target.socketIo());
        } catch (IOException e) {
            System.out.println("socket.io is left out, it needs Node.js 20 and npm: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** All of them, another first in each run. */
    List<Target> order(int run) {
        List<Target> order = new ArrayList<>(all);
        Collections.rotate(order, run);
        return order;
    }

    @Override
    public void close() {
        all.forEach(Target::close);
    }
}
