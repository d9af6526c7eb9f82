package io.latchkey.token;

import io.latchkey.protocol.Code;
import io.latchkey.protocol.ProtocolException;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Typed reading of claims: one of the wrong type is refused, never taken for absent. */
public record Claims(JsonObject json) {
    private static final BigDecimal LAST_SECOND = BigDecimal.valueOf(253_402_300_799L); // of the year 9999
    private static final int MAX_STRING = 256;

    public boolean has(String name) {
        return json.containsKey(name);
    }

    public String string(String name) throws ProtocolException {
        if (json.get(name) instanceof JsonString string && isPlain(string.getString())) {
            return string.getString();
        }
        throw refuse(name, "must be a string of 1-" + MAX_STRING + " characters");
    }

    public Optional<String> optionalString(String name) throws ProtocolException {
        return has(name) ? Optional.of(string(name)) : Optional.empty();
    }

    /** A NumericDate (RFC 7519 section 2), down to the second. */
    public Instant time(String name) throws ProtocolException {
        if (json.get(name) instanceof JsonNumber number) {
            BigDecimal seconds = number.bigDecimalValue();
            if (seconds.signum() >= 0 && seconds.compareTo(LAST_SECOND) <= 0) {
                return Instant.ofEpochSecond(seconds.longValue());
            }
        }
        throw refuse(name, "must be a number of seconds since 1970");
    }

    public Optional<Instant> optionalTime(String name) throws ProtocolException {
        return has(name) ? Optional.of(time(name)) : Optional.empty();
    }

    public JsonArray array(String name) throws ProtocolException {
        if (json.get(name) instanceof JsonArray array) {
            return array;
        }
        throw refuse(name, "must be an array");
    }

    public List<String> strings(String name) throws ProtocolException {
        List<String> strings = new ArrayList<>();
        for (JsonValue value : array(name)) {
            if (!(value instanceof JsonString string) || !isPlain(string.getString())) {
                throw refuse(name, "must be an array of strings of 1-" + MAX_STRING + " characters");
            }
            strings.add(string.getString());
        }
        return strings;
    }

    public JsonObject objectOrEmpty(String name) throws ProtocolException {
        if (!has(name)) {
            return JsonValue.EMPTY_JSON_OBJECT;
        }
        if (json.get(name) instanceof JsonObject object) {
            return object.isEmpty() ? JsonValue.EMPTY_JSON_OBJECT : object; // one for all, which are kept
        }
        throw refuse(name, "must be an object");
    }

    public static ProtocolException refuse(String name, String problem) {
        return new ProtocolException(Code.INVALID_TOKEN, "The claim \"" + name + "\" " + problem + ".");
    }

    private static boolean isPlain(String text) {
        return !text.isEmpty() && text.length() <= MAX_STRING && text.chars().noneMatch(Character::isISOControl);
    }
}
