package io.latchkey.invalidation;

import io.latchkey.api.ControlSequence;
import io.latchkey.room.ControlPoint;
import io.latchkey.room.Eviction.Effect;
import io.latchkey.store.ControlEntry;
import io.latchkey.store.Store;
import io.latchkey.store.StoreException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Applies the control feed, entry by entry, on one thread. From the moment an entry is durable until it is applied here,
 * the database refuses what this node appends; that is what makes a receipt true. Public methods may be called by any
 * thread.
 */
public final class ControlFeed implements ControlPoint {
    /** What becomes of the entries of one kind. */
    interface Consumer {
        /** Takes in an entry of the time before this node was started; nobody is connected yet. */
        void restore(ControlEntry entry);

        /** Puts an entry in force, then sees to those who are connected. Completed when that is done. */
        CompletableFuture<Effect> apply(ControlEntry entry);
    }

    /** An entry that this node wrote, and what it came to here. */
    record Applied(ControlEntry entry, CompletableFuture<Effect> effect) {}

    private static final Logger LOG = System.getLogger(ControlFeed.class.getName());
    private static final int PAGE = 1_000;

    private final String node = UUID.randomUUID().toString();
    private final Store store;
    private final Executor thread;
    private final Map<String, Consumer> consumers = new HashMap<>();
    private volatile long applied;
    private volatile boolean loaded;

    /** @param thread runs one task at a time, in order */
    public ControlFeed(Store store, Executor thread) {
        this.store = store;
        this.thread = thread;
    }

    void register(String kind, Consumer consumer) {
        consumers.put(kind, consumer);
    }

    /**
     * Takes in all that is in force. To be called once, when every consumer is registered and before any connection is
     * accepted.
     *
     * @throws StoreException when the feed can't be read: the start must fail then
     */
    public void load() {
        List<ControlEntry> page = store.feedAfter(0, PAGE);
        while (!page.isEmpty()) {
            for (ControlEntry entry : page) {
                consumer(entry).ifPresent(consumer -> consumer.restore(entry));
                applied = entry.number();
            }
            page = store.feedAfter(applied, PAGE);
        }
        applied = Math.max(applied, store.control().number());
        loaded = true;
    }

    /** Whether {@link #load} is done. */
    public boolean isLoaded() {
        return loaded;
    }

    @Override
    public long applied() {
        return applied;
    }

    /** What a token that is issued now says of the feed: as far as this node has applied it. */
    public ControlSequence sequence() {
        return new ControlSequence(store.control().control(), applied);
    }

    @Override
    public void catchUp(Runnable then) {
        thread.execute(() -> {
            try {
                applyNews();
            } catch (StoreException e) {
                LOG.log(Level.WARNING, e.getMessage());
            } finally {
                then.run();
            }
        });
    }

    /** Names this node, as of its start. */
    public String node() {
        return node;
    }

    /** Writes an entry and applies it; the receipt comes when it holds. */
    CompletableFuture<Receipt> submit(String kind, String body) {
        return submit(kind, body, id -> CompletableFuture.completedFuture(id));
    }

    /**
     * Writes an entry and applies it; the receipt comes when it holds and has been noted.
     *
     * @param note given the receipt's id once the entry is durable, so that it is noted while the entry is applied
     */
    CompletableFuture<Receipt> submit(String kind, String body, Function<String, CompletionStage<?>> note) {
        CompletableFuture<CompletionStage<?>> noting = new CompletableFuture<>();
        Supplier<Optional<ControlEntry>> writer = () -> {
            ControlEntry entry = store.record(kind, body);
            noting.complete(note.apply(Receipt.id(entry.number())));
            return Optional.of(entry);
        };
        return submit(writer).thenCompose(receipt -> noting.join().thenApply(noted -> receipt.orElseThrow()));
    }

    /** The same; empty when the writer found nothing to write. */
    CompletableFuture<Optional<Receipt>> submit(Supplier<Optional<ControlEntry>> writer) {
        return written(writer)
                .thenCompose(applied -> applied.isEmpty()
                        ? CompletableFuture.completedFuture(Optional.empty())
                        : Receipt.of(applied.get(), node).thenApply(Optional::of));
    }

    private CompletableFuture<Optional<Applied>> written(Supplier<Optional<ControlEntry>> writer) {
        CompletableFuture<Optional<Applied>> result = new CompletableFuture<>();
        thread.execute(() -> {
            try {
                Optional<ControlEntry> written = writer.get();
                Map<Long, CompletableFuture<Effect>> effects = applyNews();
                result.complete(written.map(entry -> new Applied(
                        entry, effects.getOrDefault(entry.number(), CompletableFuture.completedFuture(Effect.NONE)))));
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private Map<Long, CompletableFuture<Effect>> applyNews() {
        Map<Long, CompletableFuture<Effect>> effects = new HashMap<>();
        List<ControlEntry> page = store.feedAfter(applied, PAGE);
        while (!page.isEmpty()) {
            for (ControlEntry entry : page) {
                consumer(entry).ifPresent(consumer -> effects.put(entry.number(), consumer.apply(entry)));
                applied = entry.number();
            }
            page = store.feedAfter(applied, PAGE);
        }
        return effects;
    }

    private Optional<Consumer> consumer(ControlEntry entry) {
        Optional<Consumer> consumer = Optional.ofNullable(consumers.get(entry.kind()));
        if (consumer.isEmpty()) {
            LOG.log(Level.WARNING, "Entry " + entry.number() + " of the control feed is of a newer Latchkey");
        }
        return consumer;
    }
}
