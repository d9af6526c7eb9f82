package io.latchkey.rest;

import io.latchkey.protocol.Code;
import io.latchkey.protocol.Json;
import io.latchkey.protocol.ProtocolException;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The body of a request: bounded before it is read, read strictly. */
final class JsonBody {
    private JsonBody() {}

    /** @throws RefusedRequest with {@code payload_too_large} or {@code invalid_request} */
    static JsonValue read(InputStream body, long limit) throws IOException {
        byte[] bytes = body.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, limit + 1));
        if (bytes.length > limit) {
            throw new RefusedRequest(Code.PAYLOAD_TOO_LARGE, "A body here is at most " + limit + " bytes.");
        }
        try {
            return Json.parse(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            throw new RefusedRequest(Code.INVALID_REQUEST, "The body is not UTF-8.");
        } catch (ProtocolException e) {
            throw new RefusedRequest(Code.INVALID_REQUEST, "The body can't be read: " + e.detail() + ".");
        }
    }

    /** The same, for calls that take one object and nothing but these members. */
    static JsonObject object(InputStream body, long limit, Set<String> members) throws IOException {
        if (!(read(body, limit) instanceof JsonObject object)) {
            throw new RefusedRequest(Code.INVALID_REQUEST, "The body must be a JSON object.");
        }
        for (String name : object.keySet()) {
            if (!members.contains(name)) {
                throw new RefusedRequest(Code.INVALID_REQUEST, "The body has an unknown member; known are " + members);
            }
        }
        return object;
    }

    /** The same, for calls that need no body. */
    static Optional<JsonObject> optional(InputStream body, long limit, Set<String> members) throws IOException {
        PushbackInputStream peeked = new PushbackInputStream(body);
        int first = peeked.read();
        if (first < 0) {
            return Optional.empty();
        }
        peeked.unread(first);
        return Optional.of(object(peeked, limit, members));
    }

    static Optional<String> string(JsonObject object, String name) {
        JsonValue value = object.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof JsonString string) {
            return Optional.of(string.getString());
        }
        throw new RefusedRequest(Code.INVALID_REQUEST, name + " must be a string.");
    }

    /** The member as a list; empty when it is not there. */
    static List<String> strings(JsonObject object, String name) {
        List<String> strings = new ArrayList<>();
        for (JsonValue value : array(object, name)) {
            if (!(value instanceof JsonString string)) {
                throw new RefusedRequest(Code.INVALID_REQUEST, name + " must be a list of strings.");
            }
            strings.add(string.getString());
        }
        return strings;
    }

    private static JsonArray array(JsonObject object, String name) {
        if (object.getOrDefault(name, JsonValue.EMPTY_JSON_ARRAY) instanceof JsonArray array) {
            return array;
        }
        throw new RefusedRequest(Code.INVALID_REQUEST, name + " must be a list of strings.");
    }

    /** A duration in whole seconds, from 1. */
    static Optional<Duration> seconds(JsonObject object, String name) {
        JsonValue value = object.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof JsonNumber number && number.isIntegral() && number.doubleValue() >= 1) {
            return Optional.of(Duration.ofSeconds((long) Math.min(number.doubleValue(), Integer.MAX_VALUE)));
        }
        throw new RefusedRequest(Code.INVALID_REQUEST, name + " must be a whole number of seconds from 1.");
    }
}
