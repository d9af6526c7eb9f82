package io.latchkey.protocol;

import jakarta.json.JsonValue;
import java.util.Optional;

/** What a client sends. Only the form is checked so far: what stands in {@code args} or {@code data} is untrusted. */
public sealed interface ClientMessage {
    /** A credential; exactly one of the two is there. */
    record Authenticate(Optional<String> token, Optional<String> ticket) implements ClientMessage {}

    /**
     * One mutation.
     *
     * @param id from 1 to 2^53-1
     * @param name empty when it was missing or no string: no mutation has that name
     */
    record Mutate(long id, String name, JsonValue args) implements ClientMessage {}

    record Presence(JsonValue data) implements ClientMessage {}

    /** @param event empty when it was missing or no string */
    record Broadcast(String event, JsonValue data) implements ClientMessage {}

    record Ping(JsonValue ref) implements ClientMessage {}

    /** A message of a type that this version does not know. */
    record Unknown() implements ClientMessage {}
}
