package io.latchkey.mutation;

import io.latchkey.api.AuthData;
import io.latchkey.api.RoomId;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.Json;
import io.latchkey.protocol.ProtocolException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One room that begins empty: runs mutations for users and keeps what they write. */
final class Desk implements StateView {
    static final RoomId ROOM = RoomId.parse("acme:board").orElseThrow();

    private final Mutations mutations;
    private final TreeMap<String, String> state = new TreeMap<>();

    Desk(MutationWorld world) {
        this(world.mutations());
    }

    Desk(Mutations mutations) {
        this.mutations = mutations;
    }

    Desk holding(String key, String json) {
        state.put(key, json);
        return this;
    }

    MutationOutcome run(AuthData author, String name, String args) {
        try {
            MutationOutcome outcome = mutations.run(new MutationCall(ROOM, () -> author, name, Json.parse(args)), this);
            outcome.writes()
                    .forEach((key, text) ->
                            text.ifPresentOrElse(present -> state.put(key, present), () -> state.remove(key)));
            return outcome;
        } catch (ProtocolException e) {
            throw new IllegalArgumentException(args, e);
        }
    }

    /** What somebody who may write everything gets told: {@code applied}, {@code amended}, or the code of a rejection. */
    String told(String name, String args) {
        return told(Users.writer("ann"), name, args);
    }

    String told(AuthData author, String name, String args) {
        MutationOutcome outcome = run(author, name, args);
        return outcome.code().map(Code::toString).orElse(outcome.kind().toString());
    }

    Map<String, String> state() {
        return state;
    }

    @Override
    public Optional<String> get(String key) {
        return Optional.ofNullable(state.get(key));
    }

    @Override
    public Map<String, String> scan(String prefix) {
        Map<String, String> found = new LinkedHashMap<>(state.tailMap(prefix));
        found.keySet().removeIf(key -> !key.startsWith(prefix));
        return found;
    }

    @Override
    public long bytes() {
        return state.entrySet().stream()
                .mapToLong(entry -> (long) Json.utf8Length(entry.getKey()) + Json.utf8Length(entry.getValue()))
                .sum();
    }
}
