package io.latchkey.mutation;

import io.latchkey.api.RoomId;
import jakarta.json.JsonValue;

/** One mutation that somebody asks for: untrusted but for the room and the author. */
public record MutationCall(RoomId room, Author author, String name, JsonValue args) {}
