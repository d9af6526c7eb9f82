package io.latchkey.mutation;

import io.latchkey.api.WriteTransaction.Audience;
import io.latchkey.protocol.Code;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a mutation came to, before it is durable.
 *
 * @param code why it was rejected
 * @param writes JSON texts by key, empty for a deletion; none when rejected
 */
public record MutationOutcome(
        Kind kind,
        Optional<Code> code,
        Optional<String> detail,
        Optional<JsonValue> data,
        Map<String, Optional<String>> writes,
        List<Event> events,
        List<Runnable> afterCommit) {

    /** The three outcomes on the wire. */
    public enum Kind {
        APPLIED,
        AMENDED,
        REJECTED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** An ephemeral event that goes out with the commit. */
    public record Event(String name, JsonValue data, Audience audience) {}

    public static MutationOutcome rejected(Code code, String detail) {
        return new MutationOutcome(
                Kind.REJECTED,
                Optional.of(code),
                Optional.of(detail),
                Optional.empty(),
                Map.of(),
                List.of(),
                List.of());
    }
}
