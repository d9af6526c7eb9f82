package io.latchkey.mutation;

import io.latchkey.api.Mutation;
import io.latchkey.api.WriteTransaction;
import io.latchkey.api.WriteTransaction.Audience;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** An application's own mutations, good and bad. */
@ApplicationScoped
public class Notes {
    public record Edit(String id, int size, List<String> tags) {}

    private final AtomicReference<@Nullable WriteTransaction> kept = new AtomicReference<>();

    @Inject
    private Visit visit;

    @Mutation("editNote")
    void edit(WriteTransaction tx, Edit edit) {
        tx.put("note/" + edit.id(), edit);
    }

    @Mutation("fail")
    void fail(WriteTransaction tx) {
        tx.put("half", 1);
        throw new IllegalStateException("secret of the database");
    }

    @Mutation("overflow")
    void overflow(WriteTransaction tx) {
        tx.put("half", 1);
        throw new StackOverflowError("secret");
    }

    @Mutation("refuse")
    void refuse(WriteTransaction tx, JsonObject args) {
        tx.put("half", 1);
        throw tx.reject(args.getString("code"), "because");
    }

    @Mutation("stubborn")
    void stubborn(WriteTransaction tx) {
        try {
            tx.put("", "no key");
        } catch (RuntimeException e) {
            tx.put("half", 1);
        }
    }

    @Mutation("all")
    void all(WriteTransaction tx, JsonObject args) {
        tx.amended("rounded");
        tx.result(Map.of("id", 7));
        tx.emit("ping", args, Audience.OTHERS);
        tx.afterCommit(() -> {});
        tx.put("by", tx.auth().userId() + "@" + tx.room().value());
    }

    @Mutation("keep")
    void keep(WriteTransaction tx) {
        kept.set(tx);
    }

    @Mutation("visit")
    void visit(WriteTransaction tx) {
        tx.result(List.of(visit.number(), visit.number()));
    }

    @Mutation("halfPair")
    void halfPair(WriteTransaction tx, JsonObject args) {
        tx.put(
                args.getString("key").replace('?', '\ud800'),
                args.getString("value").replace('?', '\ud800'));
    }

    @Nullable
    WriteTransaction kept() {
        return kept.get();
    }
}
