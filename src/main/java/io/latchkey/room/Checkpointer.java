package io.latchkey.room;

import io.latchkey.api.RoomId;
import io.latchkey.store.Checkpoint;
import io.latchkey.store.StoreException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.concurrent.Executor;

/**
 * Replaces a room's log by its state, one checkpoint at a time: each holds what changed since the one before, so none
 * may be written before that one is, and a failed one is part of the next. Confined to the room's task.
 */
final class Checkpointer {
    private static final Logger LOG = System.getLogger(Checkpointer.class.getName());

    private final RoomId room;
    private final Engine engine;
    private final Executor tasks;
    private final Executor checkpoints;
    private final RoomContents contents;
    private boolean writing;

    Checkpointer(RoomId room, Engine engine, Executor tasks, Executor checkpoints, RoomContents contents) {
        this.room = room;
        this.engine = engine;
        this.tasks = tasks;
        this.checkpoints = checkpoints;
        this.contents = contents;
    }

    /** To be called after each commit. */
    void committed() {
        if (contents.wantsCheckpoint()) {
            start();
        }
    }

    /** Begins a checkpoint, off the room's task, when something was logged and none is being written. */
    void start() {
        if (writing || !contents.isDirty()) {
            return;
        }
        writing = true;
        Instant now = engine.clock().instant();
        Instant seenAfter = now.minus(engine.settings().rooms().clientRetention());
        Checkpoint checkpoint = contents.checkpoint(room, now, seenAfter);
        checkpoints.execute(() -> {
            boolean written = write(checkpoint);
            tasks.execute(() -> {
                writing = false;
                contents.checkpointed(checkpoint, written);
            });
        });
    }

    private boolean write(Checkpoint checkpoint) {
        try {
            engine.store().checkpoint(checkpoint);
            return true;
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "Room " + room + " keeps its log: " + e.getMessage(), cause(e));
            return false;
        }
    }

    private static Throwable cause(RuntimeException e) {
        return e instanceof StoreException && e.getCause() != null ? e.getCause() : e;
    }
}
