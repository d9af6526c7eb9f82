package io.latchkey.room;

import io.latchkey.api.RoomId;
import io.latchkey.room.LogBody.Line;
import io.latchkey.store.Checkpoint;
import io.latchkey.store.LogRecord;
import io.latchkey.store.StoredClient;
import io.latchkey.store.StoredEntry;
import io.latchkey.store.StoredRoom;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is durable of a room, in memory: state, version, client records, and how far the log was read. Confined to the
 * room's task.
 */
final class RoomContents {
    private static final int MIN_CHECKPOINT = 2 * 1024 * 1024;

    private final String epoch;
    private final RoomState state;
    private final Map<ClientRecord.Key, ClientRecord> clients = new HashMap<>();
    private final Set<ClientRecord> changedClients = new HashSet<>();
    private long position;
    private long version;
    private long checkpointVersion;
    private long logged;
    private final Set<ClientRecord> saving = new HashSet<>();
    private long savingLog;
    private long postponed;

    RoomContents(StoredRoom stored, Instant now) {
        this.epoch = stored.epoch();
        this.state = new RoomState(stored.horizon());
        this.position = stored.position();
        this.version = stored.version();
        this.checkpointVersion = stored.version();
        for (StoredEntry entry : stored.entries()) {
            state.apply(Map.of(entry.key(), entry.text()), entry.version());
        }
        for (StoredClient client : stored.clients()) {
            restore(client);
        }
        stored.log().forEach(logRecord -> apply(logRecord, now));
    }

    private void restore(StoredClient stored) {
        ClientRecord.Key key = new ClientRecord.Key(stored.user(), stored.client());
        ClientRecord client = new ClientRecord(key, stored.seen());
        List<String> outcomes = LogBody.outcomes(stored.outcomes());
        long id = stored.lastMutation() - outcomes.size();
        for (String outcome : outcomes) {
            client.record(++id, outcome);
        }
        client.resume(stored.lastMutation());
        clients.put(key, client);
    }

    String epoch() {
        return epoch;
    }

    RoomState state() {
        return state;
    }

    long position() {
        return position;
    }

    long version() {
        return version;
    }

    /** The record of a client id of a user; made when there is none. */
    ClientRecord client(String user, String client, Instant now) {
        return client(new ClientRecord.Key(user, client), now);
    }

    private ClientRecord client(ClientRecord.Key key, Instant now) {
        ClientRecord found = clients.computeIfAbsent(key, k -> new ClientRecord(k, now));
        found.touch(now);
        changedClients.add(found);
        return found;
    }

    /** Applies a record of the log that this node did not write, or wrote before it was started. */
    Map<String, Optional<String>> apply(LogRecord logRecord, Instant now) {
        Map<String, Optional<String>> merged = new LinkedHashMap<>();
        for (Line line : LogBody.decode(logRecord.body())) {
            state.apply(line.writes(), line.version());
            merged.putAll(line.writes());
            line.client().ifPresent(numbered -> client(numbered.key(), now).record(numbered.id(), numbered.result()));
        }
        moveTo(logRecord.position(), logRecord.version(), logRecord.body().length());
        return merged;
    }

    /** Applies a batch that is durable by now. */
    void apply(Batch batch, long bytes, Instant now) {
        for (Batch.Done done : batch.done()) {
            state.apply(done.outcome().writes(), done.version());
            done.queued().client().ifPresent(client -> {
                client.record(done.queued().id().orElseThrow(), done.text());
                client.touch(now);
                changedClients.add(client);
            });
        }
        moveTo(position + 1, batch.version(), bytes);
    }

    private void moveTo(long newPosition, long newVersion, long bytes) {
        position = newPosition;
        version = newVersion;
        logged += bytes;
    }

    /** Whether the log has grown enough that replacing it by what changed pays. */
    boolean wantsCheckpoint() {
        return logged > Math.max(MIN_CHECKPOINT, postponed) && logged > (state.bytes() + changedBytes()) / 4;
    }

    private long changedBytes() {
        return changedClients.stream().mapToLong(ClientRecord::length).sum();
    }

    /** Whether anything was logged since the last checkpoint. */
    boolean isDirty() {
        return logged > 0;
    }

    /** What changed since the last checkpoint that was written; clients who are here count as seen now. */
    Checkpoint checkpoint(RoomId room, Instant now, Instant clientsSeenAfter) {
        clients.values().stream()
                .filter(client -> client.member().isPresent())
                .filter(client -> client.seen().isBefore(clientsSeenAfter))
                .forEach(client -> {
                    client.touch(now);
                    changedClients.add(client);
                });
        changedClients.stream().filter(client -> client.lastMutation() > 0).forEach(saving::add);
        changedClients.clear();
        savingLog = logged;
        clients.values()
                .removeIf(client -> client.member().isEmpty()
                        && client.unanswered() == 0
                        && (client.lastMutation() == 0 || client.seen().isBefore(clientsSeenAfter)));
        return new Checkpoint(
                room,
                epoch,
                position,
                version,
                state.horizon(),
                state.entriesSince(checkpointVersion),
                saving.stream().map(RoomContents::stored).toList(),
                clientsSeenAfter);
    }

    /** The next checkpoint begins behind one that was written, and holds again what one that failed did. */
    void checkpointed(Checkpoint checkpoint, boolean written) {
        if (written) {
            checkpointVersion = checkpoint.version();
            logged -= savingLog;
            postponed = 0;
        } else {
            changedClients.addAll(saving);
            postponed = logged + MIN_CHECKPOINT;
        }
        saving.clear();
    }

    /** All that is there, without what belongs to the epoch: what a new one begins with. */
    Checkpoint whole(RoomId room) {
        List<StoredEntry> entries = state.entriesSince(-1).stream()
                .filter(entry -> entry.text().isPresent())
                .toList();
        return new Checkpoint(room, epoch, position, version, version, entries, List.of(), Instant.EPOCH);
    }

    private static StoredClient stored(ClientRecord client) {
        return new StoredClient(
                client.key().user(),
                client.key().client(),
                client.lastMutation(),
                LogBody.outcomes(client),
                client.seen());
    }
}
