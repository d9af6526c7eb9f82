package io.latchkey.protocol;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import jakarta.json.stream.JsonParserFactory;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * The one strict reading of untrusted JSON, in one streaming pass: duplicate members, nesting over 64, numbers over 64
 * characters or beyond a double, and lone surrogates are refused. Safe for use by many threads.
 */
public final class Json {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_NUMBER = 64;

    /** Cached, because {@code jakarta.json.Json} looks its provider up at every call. */
    private static final JsonProvider PROVIDER = JsonProvider.provider();

    private static final JsonParserFactory PARSERS = PROVIDER.createParserFactory(Map.of());
    private static final JsonReaderFactory READERS = PROVIDER.createReaderFactory(Map.of());
    private static final JsonBuilderFactory BUILDERS = PROVIDER.createBuilderFactory(Map.of());

    private Json() {}

    /** @throws ProtocolException with {@code protocol_error} and what is wrong */
    public static JsonValue parse(String text) throws ProtocolException {
        try (JsonParser parser = PARSERS.createParser(new StringReader(text))) {
            JsonValue value = value(parser, parser.next(), 1);
            if (parser.hasNext()) {
                throw refuse("text after the JSON value");
            }
            return value;
        } catch (JsonException | NoSuchElementException | IllegalStateException e) {
            throw refuse("malformed JSON");
        }
    }

    /** @throws ProtocolException also when the text is JSON but not an object */
    public static JsonObject parseObject(String text) throws ProtocolException {
        if (parse(text) instanceof JsonObject object) {
            return object;
        }
        throw refuse("not a JSON object");
    }

    /** Reads text that this program wrote and stored, without the bounds for untrusted text. */
    public static JsonValue trusted(String text) {
        try (JsonReader reader = READERS.createReader(new StringReader(text))) {
            return reader.readValue();
        }
    }

    public static JsonObjectBuilder object() {
        return BUILDERS.createObjectBuilder();
    }

    public static JsonObjectBuilder object(JsonObject from) {
        return BUILDERS.createObjectBuilder(from);
    }

    public static JsonArrayBuilder array() {
        return BUILDERS.createArrayBuilder();
    }

    public static JsonArrayBuilder array(JsonArray from) {
        return BUILDERS.createArrayBuilder(from);
    }

    /** RFC 7396. */
    public static JsonValue mergePatch(JsonValue target, JsonValue patch) {
        return PROVIDER.createMergePatch(patch).apply(target);
    }

    /** How many bytes a text takes in UTF-8. */
    public static int utf8Length(CharSequence text) {
        int length = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // a surrogate counts two here and its other half two: four for the pair
            length += c < 0x80 ? 0 : c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
        }
        return length;
    }

    public static JsonValue string(String value) {
        return PROVIDER.createValue(value);
    }

    public static JsonValue number(long value) {
        return PROVIDER.createValue(value);
    }

    public static JsonValue number(double value) {
        return PROVIDER.createValue(value);
    }

    /** The JSON text of a string, quotes included. */
    public static String quote(String value) {
        return isPlain(value) ? '"' + value + '"' : PROVIDER.createValue(value).toString();
    }

    /** Whether it needs no escapes (RFC 8259 section 7), as nearly everything. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    private static JsonValue value(JsonParser parser, Event event, int depth) throws ProtocolException {
        if (depth > MAX_DEPTH) {
            throw refuse("nested deeper than " + MAX_DEPTH);
        }
        return switch (event) {
            case START_OBJECT -> members(parser, depth);
            case START_ARRAY -> elements(parser, depth);
            case VALUE_STRING -> PROVIDER.createValue(wellFormed(parser.getString()));
            case VALUE_NUMBER -> number(parser);
            case VALUE_TRUE -> JsonValue.TRUE;
            case VALUE_FALSE -> JsonValue.FALSE;
            case VALUE_NULL -> JsonValue.NULL;
            default -> throw refuse("malformed JSON");
        };
    }

    private static JsonObject members(JsonParser parser, int depth) throws ProtocolException {
        JsonObjectBuilder object = BUILDERS.createObjectBuilder();
        Set<String> names = new HashSet<>();
        for (Event event = parser.next(); event != Event.END_OBJECT; event = parser.next()) {
            String name = wellFormed(parser.getString());
            if (!names.add(name)) {
                throw refuse("a member stands twice");
            }
            object.add(name, value(parser, parser.next(), depth + 1));
        }
        return object.build();
    }

    private static JsonValue elements(JsonParser parser, int depth) throws ProtocolException {
        JsonArrayBuilder array = BUILDERS.createArrayBuilder();
        for (Event event = parser.next(); event != Event.END_ARRAY; event = parser.next()) {
            array.add(value(parser, event, depth + 1));
        }
        return array.build();
    }

    /** Beyond a double a browser would show Infinity or 0, so that members would not see the server's state. */
    private static JsonValue number(JsonParser parser) throws ProtocolException {
        String text = parser.getString();
        if (text.length() > MAX_NUMBER) {
            throw refuse("a number of more than " + MAX_NUMBER + " characters");
        }
        BigDecimal number = decimal(text);
        double rounded = number.doubleValue();
        if (Double.isInfinite(rounded) || (rounded == 0 && number.signum() != 0)) {
            throw refuse("a number that no double holds");
        }
        return PROVIDER.createValue(number);
    }

    /** A zero loses its exponent: to add one to {@code 0e-999999999} takes a thousand million digits. */
    private static BigDecimal decimal(String text) throws ProtocolException {
        try {
            BigDecimal number = new BigDecimal(text);
            return number.signum() == 0 ? BigDecimal.ZERO : number;
        } catch (NumberFormatException e) {
            throw refuse("a number that no double holds"); // its exponent is beyond an int
        }
    }

    private static String wellFormed(String text) throws ProtocolException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    throw refuse("a lone surrogate");
                }
                i++;
            }
        }
        return text;
    }

    private static ProtocolException refuse(String detail) {
        return new ProtocolException(Code.PROTOCOL_ERROR, detail);
    }
}
