package io.latchkey.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;

/** What many rooms cost: the engine over 10,000 rooms with 1,000,000 keys. Run by hand: see src/test/bench/STORE.md. */
final class Scale {
    private static final int KEYS = 100;
    private static final int BLOCK = 1000;
    private static final int ALONE = 1000;
    private static final int TOGETHER = 10_000;
    private static final int SPREAD = 200;
    private static final int WARM = 5_000;
    private static final double MILLION = 1e6;

    private Scale() {}

    /** Takes a folder, made when missing, and how many rooms: 10,000 when that is missing. */
    public static void main(String[] args) throws IOException {
        Logger.getLogger("").setLevel(Level.WARNING);
        Path folder = Files.createDirectories(Path.of(args[0]));
        int rooms = args.length > 1 ? Integer.parseInt(args[1]) : 10_000;
        try (ScaleWorld empty = new ScaleWorld(folder.resolve("empty"))) {
            say("open, empty: %.0f ms", empty.opened() / MILLION);
            ScaleWorld.each(IntStream.range(0, WARM), i -> empty.increment(i % SPREAD));
            mutate(empty, "empty", SPREAD);
        }
        Path full = folder.resolve("full");
        if (!Files.exists(full)) {
            build(full, rooms);
        }
        say("file: %d MB", Files.size(full.resolve("latchkey.mv.db")) >> 20);
        try (ScaleWorld world = new ScaleWorld(full)) {
            say("open, %d rooms: %.0f ms", rooms, world.opened() / MILLION);
            memory(world, rooms);
            mutate(world, "full, 200 rooms loaded", SPREAD);
            ScaleWorld.each(IntStream.range(0, rooms), world::read);
            mutate(world, "full, all rooms loaded", rooms);
            tick(world);
            unload(world, rooms);
        }
    }

    private static void build(Path folder, int rooms) {
        long start = System.nanoTime();
        try (ScaleWorld world = new ScaleWorld(folder)) {
            for (int from = 0; from < rooms; from += BLOCK) {
                IntStream block = IntStream.range(from, Math.min(rooms, from + BLOCK));
                ScaleWorld.each(block, room -> world.build(room, KEYS));
                world.unload(IntStream.range(from, Math.min(rooms, from + BLOCK)));
                say("built %d rooms in %.0f s", from + BLOCK, (System.nanoTime() - start) / 1e9);
            }
        }
    }

    /** The heap with few rooms in it, with all, and after they were idle. */
    private static void memory(ScaleWorld world, int rooms) {
        say("heap with no room: %d MB", heap());
        for (int loaded = BLOCK / 10; loaded <= rooms; loaded *= 10) {
            long start = System.nanoTime();
            ScaleWorld.each(IntStream.range(0, loaded), world::read);
            double each = (System.nanoTime() - start) / MILLION / loaded;
            say("heap with %d rooms: %d MB; read in %.2f ms each", loaded, heap(), each);
        }
        tick(world);
        world.idle();
        ScaleWorld.each(IntStream.range(0, SPREAD), world::read); // behind the tasks of the tick
        say("heap with the others idle and 200 rooms read again: %d MB", heap());
    }

    private static long heap() {
        System.gc();
        return (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20;
    }

    private static void tick(ScaleWorld world) {
        long start = System.nanoTime();
        world.tick();
        ScaleWorld.each(IntStream.range(0, SPREAD), world::read); // behind the tasks of the tick
        say("one tick, and a read behind it: %.1f ms", (System.nanoTime() - start) / MILLION);
    }

    /** One mutation at a time in one room; then many at once over many rooms. */
    private static void mutate(ScaleWorld world, String what, int rooms) {
        ScaleWorld.each(IntStream.range(0, SPREAD), world::increment);
        Latencies alone = oneAtATime(world);
        Random random = new Random(1);
        long start = System.nanoTime();
        ScaleWorld.each(IntStream.range(0, TOGETHER), i -> world.increment(random.nextInt(rooms)));
        double each = (System.nanoTime() - start) / MILLION / TOGETHER;
        say("%s: one at a time p50 %.2f ms; 200 at once %.3f ms each", what, alone.quantile(0.5), each);
    }

    private static Latencies oneAtATime(ScaleWorld world) {
        Latencies alone = new Latencies();
        for (int i = 0; i < ALONE; i++) {
            long start = System.nanoTime();
            world.increment(0).join();
            alone.add(System.nanoTime() - start);
        }
        return alone;
    }

    /** What a room that is used notices of many that were written to and are unloaded at once. */
    private static void unload(ScaleWorld world, int rooms) {
        long start = System.nanoTime();
        world.idle();
        Latencies alone = oneAtATime(world);
        say("while they are unloaded: one at a time p50 %.2f ms, max %.0f ms", alone.quantile(0.5), alone.quantile(1));
        world.unload(IntStream.range(0, rooms));
        say("all checkpoints written after %.1f s", (System.nanoTime() - start) / 1e9);
    }

    @SuppressWarnings("AnnotateFormatMethod")
    private static void say(String format, Object... args) {
        System.out.println(String.format(format, args));
    }
}
