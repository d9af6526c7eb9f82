package io.latchkey.mutation;

import io.latchkey.api.AuthData;
import io.latchkey.api.RoomId;
import io.latchkey.api.WriteTransaction;
import io.latchkey.mutation.MutationOutcome.Event;
import io.latchkey.mutation.MutationOutcome.Kind;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.Json;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The one transaction: a layer of writes over a state. It is born closed, and only {@link AccessInterceptor} opens it,
 * so a method that is reached without the access check can read and write nothing. Confined to the room's task.
 */
final class RoomTransaction implements WriteTransaction {
    private static final int MAX_VALUE = 128 * 1024;
    private static final int MAX_WRITES = 256 * 1024;
    private static final int MAX_RESULT = 2 * 1024;
    private static final int MAX_EVENT = 16 * 1024;

    private final MutationCall call;
    private final StateView state;
    private final LayeredView layer;
    private final long maxState;
    private final JsonMapper mapper;
    private final List<Event> events = new ArrayList<>();
    private final List<Runnable> afterCommit = new ArrayList<>();
    private Optional<String> amended = Optional.empty();
    private Optional<JsonValue> data = Optional.empty();
    private @Nullable Refusal refusal;
    private @Nullable Predicate<String> writable;
    private @Nullable AuthData auth;
    private long written;

    RoomTransaction(MutationCall call, StateView state, long maxState, JsonMapper mapper) {
        this.call = call;
        this.state = state;
        this.layer = new LayeredView(state);
        this.maxState = maxState;
        this.mapper = mapper;
    }

    MutationCall call() {
        return call;
    }

    /** Called by {@link AccessInterceptor} alone. */
    void open(AuthData checked, Predicate<String> keys) {
        this.auth = checked;
        this.writable = keys;
    }

    void close() {
        this.writable = null;
    }

    private Predicate<String> requireOpen() {
        if (writable == null) {
            throw new IllegalStateException("This transaction is not open: only a method with @Mutation, called by"
                    + " Latchkey through its access check, may use it");
        }
        return writable;
    }

    @Override
    public AuthData auth() {
        requireOpen();
        return Objects.requireNonNull(auth);
    }

    @Override
    public RoomId room() {
        return call.room();
    }

    @Override
    public Optional<JsonValue> get(String key) {
        requireOpen();
        return layer.get(key).map(mapper::read);
    }

    @Override
    public <T> Optional<T> get(String key, Class<T> type) {
        requireOpen();
        return layer.get(key).map(text -> mapper.fromJson(text, type));
    }

    @Override
    public Map<String, JsonValue> scan(String prefix) {
        requireOpen();
        Map<String, JsonValue> values = new LinkedHashMap<>();
        layer.scan(prefix).forEach((key, text) -> values.put(key, mapper.read(text)));
        return values;
    }

    @Override
    public void put(String key, Object value) {
        String text = mapper.toJson(value);
        if (Json.utf8Length(text) > MAX_VALUE) {
            throw refuse(Code.STATE_TOO_LARGE, "a value is at most " + MAX_VALUE + " bytes of JSON text");
        }
        if (!mapper.isReadable(text)) {
            throw refuse(Code.INVALID_ARGUMENTS, "a value must be JSON within the protocol's bounds");
        }
        write(key, Optional.of(text));
    }

    @Override
    public void delete(String key) {
        write(key, Optional.empty());
    }

    private void write(String key, Optional<String> text) {
        if (!requireOpen().test(key)) {
            throw refuse(Code.INSUFFICIENT_PERMISSION, "the grant does not cover this key");
        }
        if (!Keys.isKey(key)) {
            throw refuse(Code.INVALID_ARGUMENTS, "a key is 1-256 characters without control characters");
        }
        written += Json.utf8Length(key) + text.map(Json::utf8Length).orElse(0);
        if (written > MAX_WRITES) {
            throw refuse(Code.STATE_TOO_LARGE, "a mutation writes at most " + MAX_WRITES + " bytes");
        }
        layer.write(key, text);
        if (layer.bytes() > maxState && layer.bytes() > state.bytes()) {
            throw refuse(Code.STATE_TOO_LARGE, "a room holds at most " + maxState + " bytes");
        }
    }

    /** Refuses a prefix that reaches beyond the keys that the author may write. */
    void requireWritable(String prefix) {
        if (!requireOpen().test(prefix)) {
            throw refuse(Code.INSUFFICIENT_PERMISSION, "the grant does not cover this prefix");
        }
    }

    @Override
    public void emit(String event, Object content, Audience audience) {
        requireOpen();
        String text = mapper.toJson(content);
        if (!MutationRegistry.isName(event) || Json.utf8Length(text) > MAX_EVENT) {
            throw new IllegalArgumentException(
                    "an event has 1-64 of A-Z a-z 0-9 . _ - for a name and at most " + MAX_EVENT + " bytes of data");
        }
        events.add(new Event(event, mapper.read(text), audience));
    }

    @Override
    public void amended(String reason) {
        requireOpen();
        amended = Optional.of(reason);
    }

    @Override
    public RuntimeException reject(String code, String detail) {
        Optional<Code> known = Code.parse(code).filter(c -> c.action() == Code.Action.NONE);
        throw refuse(known.orElse(Code.MUTATION_REJECTED), known.isPresent() ? detail : code + ": " + detail);
    }

    /** Kept, so that a mutator that catches the exception is refused all the same. */
    Refusal refuse(Code code, String detail) {
        refusal = new Refusal(code, detail);
        return refusal;
    }

    @Override
    public void result(Object content) {
        requireOpen();
        String text = mapper.toJson(content);
        if (Json.utf8Length(text) > MAX_RESULT) {
            throw new IllegalArgumentException("a result holds at most " + MAX_RESULT + " bytes of JSON text");
        }
        data = Optional.of(mapper.read(text));
    }

    @Override
    public void afterCommit(Runnable action) {
        requireOpen();
        afterCommit.add(action);
    }

    MutationOutcome outcome() {
        if (refusal != null) {
            return refusal.outcome();
        }
        if (auth == null) {
            throw new IllegalStateException("the access check was never passed");
        }
        Kind kind = amended.isPresent() ? Kind.AMENDED : Kind.APPLIED;
        return new MutationOutcome(kind, Optional.empty(), amended, data, layer.writes(), events, afterCommit);
    }
}
