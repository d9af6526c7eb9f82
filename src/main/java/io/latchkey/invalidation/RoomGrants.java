package io.latchkey.invalidation;

import io.latchkey.access.LivePolicy;
import io.latchkey.access.Policy;
import io.latchkey.access.PolicyException;
import io.latchkey.api.RoomId;
import io.latchkey.protocol.Json;
import io.latchkey.room.Eviction;
import io.latchkey.room.Eviction.Effect;
import io.latchkey.store.ControlEntry;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Grants that single rooms have of their own: durable, and in force for those who are connected. For many threads. */
public final class RoomGrants {
    private static final Logger LOG = System.getLogger(RoomGrants.class.getName());
    private static final String KIND = "grants";

    private final ControlFeed feed;
    private final LivePolicy policy;
    private final Map<RoomId, JsonArray> grants = new ConcurrentHashMap<>();

    public RoomGrants(ControlFeed feed, LivePolicy policy, Eviction eviction) {
        this.feed = feed;
        this.policy = policy;
        feed.register(KIND, new ControlFeed.Consumer() {
            @Override
            public void restore(ControlEntry entry) {
                take(entry);
            }

            @Override
            public CompletableFuture<Effect> apply(ControlEntry entry) {
                return eviction.refresh(take(entry));
            }
        });
    }

    private RoomId take(ControlEntry entry) {
        JsonObject json = Json.trusted(entry.body()).asJsonObject();
        RoomId room = new RoomId(json.getString("room"));
        JsonArray now = json.getJsonArray("grants");
        try {
            policy.replace(room, Policy.ofRoom(room, now));
            grants.put(room, now);
        } catch (PolicyException e) {
            LOG.log(Level.ERROR, "The grants of room " + room + " can't be read and give nothing: " + e.getMessage());
            policy.replace(room, Policy.NONE);
        }
        return room;
    }

    /** What a room has of its own. */
    public JsonArray of(RoomId room) {
        return grants.getOrDefault(room, JsonValue.EMPTY_JSON_ARRAY);
    }

    /**
     * Replaces them. The receipt comes when they are in force.
     *
     * @throws PolicyException when they can't be read; nothing is changed then
     */
    public CompletableFuture<Receipt> replace(RoomId room, JsonArray now) throws PolicyException {
        Policy.ofRoom(room, now);
        String body = Json.object()
                .add("room", room.value())
                .add("grants", now)
                .build()
                .toString();
        return feed.submit(KIND, body);
    }

    /** A deleted room has none. */
    void forget(RoomId room) {
        grants.remove(room);
        policy.replace(room, Policy.NONE);
    }
}
