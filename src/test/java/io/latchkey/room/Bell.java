package io.latchkey.room;

import io.latchkey.api.Mutation;
import io.latchkey.api.WriteTransaction;
import io.latchkey.api.WriteTransaction.Audience;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An application's mutations that do more than write. */
@ApplicationScoped
public class Bell {
    private final AtomicInteger runs = new AtomicInteger();
    private final List<String> committed = new CopyOnWriteArrayList<>();

    @Mutation("ring")
    void ring(WriteTransaction tx, JsonObject args) {
        runs.incrementAndGet();
        String name = args.getString("name");
        tx.put("rung", name);
        tx.emit("rung", name, Audience.valueOf(args.getString("to", "ALL")));
        tx.afterCommit(() -> committed.add(name));
    }

    @Mutation("ringAndFail")
    void ringAndFail(WriteTransaction tx, JsonObject args) {
        ring(tx, args);
        throw new IllegalStateException("no");
    }

    @Mutation("ringAndReject")
    void ringAndReject(WriteTransaction tx, JsonObject args) {
        ring(tx, args);
        throw tx.reject("busy", "the line is busy");
    }

    @Mutation("burst")
    void burst(WriteTransaction tx) {
        tx.afterCommit(() -> {
            throw new IllegalStateException("an application's mistake");
        });
        tx.put("burst", 1);
    }

    /** How often a mutator ran. */
    int runs() {
        return runs.get();
    }

    /** What was told to be durable. */
    List<String> committed() {
        return List.copyOf(committed);
    }
}
