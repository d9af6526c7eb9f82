package io.latchkey.protocol;

import java.util.Collection;

/**
 * Composes one JSON object as a line of text from members that are JSON text already, so that a value goes from the
 * store to the wire without being parsed. Confined to one thread.
 */
public final class JsonLine {
    private final StringBuilder text = new StringBuilder(128).append('{');

    /** A line that begins with its {@code type}. */
    public static JsonLine of(String type) {
        return new JsonLine().string("type", type);
    }

    /** @param name one of the protocol's own, which needs no escapes */
    public JsonLine raw(String name, String json) {
        return append("\"" + name + "\"", json);
    }

    /** @param name any text */
    public JsonLine member(String name, String json) {
        return append(Json.quote(name), json);
    }

    private JsonLine append(String name, String json) {
        text.append(text.length() > 1 ? "," : "").append(name).append(':').append(json);
        return this;
    }

    public JsonLine string(String name, String value) {
        return raw(name, Json.quote(value));
    }

    public JsonLine number(String name, long value) {
        return raw(name, Long.toString(value));
    }

    public JsonLine flag(String name) {
        return raw(name, "true");
    }

    public JsonLine array(String name, Collection<String> elements) {
        return raw(name, "[" + String.join(",", elements) + "]");
    }

    @Override
    public String toString() {
        return text + "}";
    }
}
