package io.latchkey.rest;

import io.latchkey.protocol.Code;
import io.latchkey.protocol.JsonLine;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The part of a list that a call asks for by {@code limit} and {@code after}, answered as {@code items} and, when there
 * is more, {@code next}: the {@code after} of the next part.
 */
record Page(int limit, String after) {
    private static final int DEFAULT = 100;
    private static final int MOST = 1000;
    private static final int MAX_AFTER = 512;

    /** @throws RefusedRequest with {@code invalid_request} */
    static Page of(@Nullable String limit, @Nullable String after) {
        String from = after == null ? "" : after;
        if (from.length() > MAX_AFTER || limit != null && !limit.matches("[1-9][0-9]{0,3}")) {
            throw new RefusedRequest(Code.INVALID_REQUEST, "limit is a number from 1 to " + MOST + ".");
        }
        return new Page(limit == null ? DEFAULT : Math.min(MOST, Integer.parseInt(limit)), from);
    }

    /** How many to read: one more than are shown tells whether there is more. */
    int wanted() {
        return limit + 1;
    }

    /** @param found in order, up to {@link #wanted} */
    <T> String answer(List<T> found, Function<T, String> name, Function<T, String> json) {
        List<T> shown = found.subList(0, Math.min(limit, found.size()));
        JsonLine line = new JsonLine().array("items", shown.stream().map(json).toList());
        Optional.of(shown)
                .filter(items -> items.size() < found.size())
                .ifPresent(items -> line.string("next", name.apply(items.get(items.size() - 1))));
        return line.toString();
    }
}
