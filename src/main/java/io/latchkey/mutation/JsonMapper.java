package io.latchkey.mutation;

import io.latchkey.protocol.Json;
import io.latchkey.protocol.ProtocolException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.JsonValue;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbException;
import java.lang.reflect.Type;

/** Between JSON text, JSON-P values and a mutator's own types. Safe for use by many threads, as {@link Jsonb} is. */
@ApplicationScoped
public class JsonMapper {
    private final Jsonb jsonb = JsonbBuilder.create();

    /** The text of a value: a JSON-P value as it is, anything else by JSON-B. */
    String toJson(Object value) {
        return value instanceof JsonValue json ? json.toString() : jsonb.toJson(value);
    }

    <T> T fromJson(String text, Class<T> type) {
        return jsonb.fromJson(text, type);
    }

    /**
     * A value as the type of a mutator's parameter.
     *
     * @throws JsonbException when it does not fit
     */
    Object convert(JsonValue value, Type type) {
        if (type instanceof Class<?> wanted && JsonValue.class.isAssignableFrom(wanted)) {
            if (wanted.isInstance(value)) {
                return value;
            }
            throw new JsonbException("not a " + wanted.getSimpleName());
        }
        Object converted = jsonb.fromJson(value.toString(), type);
        if (converted == null) {
            throw new JsonbException("null is no argument");
        }
        return converted;
    }

    /** Whether a text that an application made can be sent, and read again later. */
    boolean isReadable(String text) {
        try {
            Json.parse(text);
            return true;
        } catch (ProtocolException e) {
            return false;
        }
    }

    /** Reads text that this program wrote. */
    JsonValue read(String text) {
        try {
            return Json.parse(text);
        } catch (ProtocolException e) {
            throw new IllegalArgumentException("a value must be JSON within the protocol's bounds: " + e.detail(), e);
        }
    }
}
