package io.latchkey.mutation;

import io.latchkey.api.Mutation;
import io.latchkey.api.WriteTransaction;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.Json;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Optional;

/** The mutations that need no code of an application. */
@ApplicationScoped
public class BuiltinMutations {
    /** Up to here a double, which is what a browser computes with, holds every integer. */
    private static final double MAX_SAFE_INTEGER = 9007199254740991d;

    @Mutation("set")
    void set(WriteTransaction tx, JsonObject args) {
        tx.put(key(tx, args), value(tx, args, "value"));
    }

    @Mutation("delete")
    void delete(WriteTransaction tx, JsonObject args) {
        tx.delete(key(tx, args));
    }

    /** RFC 7396 on an object; a missing key counts as {@code {}}. */
    @Mutation("patch")
    void patch(WriteTransaction tx, JsonObject args) {
        String key = key(tx, args);
        JsonValue target = tx.get(key).orElse(JsonValue.EMPTY_JSON_OBJECT);
        if (!(target instanceof JsonObject) || !(value(tx, args, "merge") instanceof JsonObject merge)) {
            throw invalid(tx, "patch merges an object into an object");
        }
        tx.put(key, Json.mergePatch(target, merge));
    }

    @Mutation("increment")
    void increment(WriteTransaction tx, JsonObject args) {
        String key = key(tx, args);
        JsonValue by = args.getOrDefault("by", Json.number(1));
        JsonValue before = tx.get(key).orElse(Json.number(0));
        if (!(by instanceof JsonNumber step) || !(before instanceof JsonNumber number)) {
            throw invalid(tx, "increment adds a number to a number");
        }
        double sum = number.doubleValue() + step.doubleValue();
        if (Double.isInfinite(sum)) {
            throw invalid(tx, "the sum is too large");
        }
        boolean integer = sum == Math.rint(sum) && Math.abs(sum) <= MAX_SAFE_INTEGER;
        tx.put(key, integer ? Json.number((long) sum) : Json.number(sum));
    }

    @Mutation("append")
    void append(WriteTransaction tx, JsonObject args) {
        String key = key(tx, args);
        if (!(tx.get(key).orElse(JsonValue.EMPTY_JSON_ARRAY) instanceof JsonArray array)) {
            throw invalid(tx, "append adds to an array");
        }
        tx.put(key, Json.array(array).add(value(tx, args, "value")).build());
    }

    @Mutation("setAll")
    void setAll(WriteTransaction tx, JsonObject args) {
        if (!(value(tx, args, "values") instanceof JsonObject values)) {
            throw invalid(tx, "values must be an object");
        }
        values.forEach(tx::put);
    }

    @Mutation("clear")
    void clear(WriteTransaction tx, JsonObject args) {
        if (!(value(tx, args, "prefix") instanceof JsonString prefix)) {
            throw invalid(tx, "prefix must be a string");
        }
        if (tx instanceof RoomTransaction transaction) {
            transaction.requireWritable(prefix.getString());
        }
        tx.scan(prefix.getString()).keySet().forEach(tx::delete);
    }

    /** Where every unknown name ends, behind the same access check as all others: rights are told before names. */
    @Mutation(MutationRegistry.UNKNOWN)
    void unknown(WriteTransaction tx) {
        throw tx.reject(Code.UNKNOWN_MUTATION.toString(), Code.UNKNOWN_MUTATION.message());
    }

    private static String key(WriteTransaction tx, JsonObject args) {
        if (args.get("key") instanceof JsonString key && Keys.isKey(key.getString())) {
            return key.getString();
        }
        throw invalid(tx, "key must be a string of 1-256 characters without control characters");
    }

    private static JsonValue value(WriteTransaction tx, JsonObject args, String name) {
        return Optional.ofNullable(args.get(name)).orElseThrow(() -> invalid(tx, name + " is missing"));
    }

    private static RuntimeException invalid(WriteTransaction tx, String detail) {
        return tx.reject(Code.INVALID_ARGUMENTS.toString(), detail);
    }
}
