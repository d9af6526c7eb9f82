package io.latchkey.room;

import io.latchkey.access.Rights;
import io.latchkey.api.AuthData;
import io.latchkey.api.Permission;
import io.latchkey.api.RoomId;
import io.latchkey.protocol.ClientMessage.Mutate;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.ServerMessage.Failure;
import io.latchkey.protocol.ServerMessage.Result;
import io.latchkey.protocol.ServerMessage.Unauthorized;
import io.latchkey.store.StoreException;
import io.latchkey.store.StoredRoom;
import jakarta.json.JsonValue;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * One room on this node: its members, and the order of everything that happens in it. All work is a task of the room,
 * one at a time, on the engine's threads; no lock is held while a mutator runs. Public methods may be called by any
 * thread and return at once.
 */
public final class Room {
    /** The room as REST shows it. */
    public record Snapshot(String epoch, long version, Map<String, String> state) {}

    private static final Logger LOG = System.getLogger(Room.class.getName());

    private final RoomId id;
    private final Engine engine;
    private final SerialExecutor tasks;
    private final RoomContents contents;
    private final Fanout fanout;
    private final RoomQueue queue;
    private final Checkpointer checkpointer;
    private final Entrance entrance;
    private final Presences presences;
    private final Chatter chatter;
    private final Members members;
    private final Connections connections;
    /** One for all members. */
    private final Consumer<Member> behind = this::fellBehind;

    private Instant idleSince;
    private boolean retired;

    /**
     * @param checkpoints where they are written
     * @param connections those of all rooms
     */
    Room(RoomId id, StoredRoom stored, Engine engine, Executor checkpoints, Connections connections) {
        this.id = id;
        this.connections = connections;
        this.engine = engine;
        this.tasks = new SerialExecutor(engine.tasks());
        this.idleSince = engine.clock().instant();
        this.presences = new Presences(new RoomEvents(id, engine.observers()));
        this.members = new Members(presences);
        this.contents = new RoomContents(stored, idleSince);
        this.fanout = new Fanout(contents.version());
        this.entrance = new Entrance(engine.settings(), contents, fanout);
        this.chatter = new Chatter(id, engine, tasks, presences, members.all());
        this.checkpointer = new Checkpointer(id, engine, tasks, checkpoints, contents);
        Announcer announcer = new Announcer(engine, contents, fanout, members.all());
        this.queue = new RoomQueue(id, engine, tasks, contents, announcer, checkpointer);
    }

    public RoomId id() {
        return id;
    }

    /**
     * Joins a connection. Registers, then checks the rights of now, then sends: whatever changes rights is in force
     * before it looks for the connections concerned, so that none slips through.
     */
    void enter(EntryRequest request, Consumer<EntryResult> result) {
        enter(request, result, false);
    }

    /**
     * The same on the caller's thread, which must be one that may write to the peer; false when the room is busy, or no
     * more.
     */
    boolean enterNow(EntryRequest request, Consumer<EntryResult> result) {
        AtomicBoolean entered = new AtomicBoolean();
        tasks.tryNow(() -> {
            if (!retired) {
                enter(request, result, true);
                entered.set(true);
            }
        });
        return entered.get();
    }

    /** @param here whether the caller's thread may write */
    private void enter(EntryRequest request, Consumer<EntryResult> result, boolean here) {
        Instant now = engine.clock().instant();
        String clientId = request.client().orElseGet(Room::random);
        ClientRecord client = contents.client(request.auth().userId(), clientId, now);
        Outbox outbox = new Outbox(fanout, presences, engine.settings().limits().queue());
        Member member = new Member(members.connectionOf(client), id, request, clientId, outbox, engine);
        connections.add(member, member.auth());
        Rights rights = engine.rights().rightsOf(member.auth(), id);
        if (!rights.allows(Permission.ROOM_READ)) {
            connections.remove(member);
            result.accept(new EntryResult.Refused(
                    engine.rights().endOf(member.auth(), id).orElse(Code.FORBIDDEN)));
            return;
        }
        client.member().ifPresent(Room::replace);
        client.connect(member);
        members.join(member);
        member.tellRights(rights);
        if (members.all().size() > 1) { // else nobody is to be told
            chatter.flushSoon();
        }
        Entrance.Way way = entrance.in(member, rights, request.since(), client, presences.members(), now);
        outbox.start(way.frames(), way.version(), contents.version(), presences.head());
        member.onLost(behind);
        result.accept(new EntryResult.Entered(this, member));
        if (here && way.isBrief()) {
            member.writeNow();
        } else {
            member.wake();
        }
    }

    private static String random() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    private static void replace(Member old) {
        old.tell(Failure.of(Code.REPLACED).encode());
        old.close(Code.REPLACED);
    }

    private void fellBehind(Member member) {
        tasks.execute(() -> catchUp(member));
    }

    private void catchUp(Member member) {
        if (members.isHere(member) && member.outbox().isLost()) {
            entrance.bringUp(member.outbox());
            member.wake();
        }
    }

    /** The connection is gone. */
    public void leave(Member member) {
        member.end();
        connections.remove(member);
        Runnable left = () -> forget(member);
        if (!tasks.tryNow(left)) {
            tasks.execute(left);
        }
    }

    private void forget(Member member) {
        connections.remove(member); // another credential may have come between
        Instant now = engine.clock().instant();
        ClientRecord client = contents.client(member.auth().userId(), member.client(), now);
        if (members.leave(member, client.key(), now)) {
            client.connect(null);
            idleSince = now;
        }
    }

    /** Replaces what a member shows of itself. */
    public void presence(Member member, JsonValue data) {
        tasks.execute(() -> {
            if (mayAct(member) && !member.isMuted()) {
                chatter.show(member, data).ifPresent(code -> tell(member, code));
            }
        });
    }

    /** Sends an event to the other members. */
    public void broadcast(Member member, String event, JsonValue data) {
        tasks.execute(() -> {
            if (mayAct(member) && !member.isMuted()) {
                chatter.broadcast(member, event, data).ifPresent(code -> tell(member, code));
            }
        });
    }

    /** Sends an event of a caller without a socket. Confined to the room's task. */
    Optional<Code> broadcast(AuthData from, String event, JsonValue data) {
        return chatter.broadcast(from, event, data);
    }

    private static void tell(Member member, Code code) {
        member.tell(Failure.of(code).encode());
    }

    /** Gives a member another credential of the same user, with its rights and its end; refuses one that has ended. */
    public void renew(Member member, AuthData fresh) {
        tasks.execute(() -> {
            if (!members.isHere(member)) {
                return;
            }
            AuthData old = member.auth();
            connections.add(member, fresh);
            Rights rights = engine.rights().rightsOf(fresh, id);
            String told = Entrance.authenticated(fresh, rights, engine.clock().instant());
            boolean renewed = rights.allows(Permission.ROOM_READ)
                    && member.renew(
                            fresh, () -> engine.rights().endOf(fresh, id).isPresent(), told);
            connections.replaced(member, renewed ? old : fresh);
            if (renewed) {
                member.tellRights(rights);
            } else {
                Code code = engine.rights().endOf(fresh, id).orElse(Code.FORBIDDEN);
                member.tellAtOnce(new Unauthorized(code, code.message()).encode());
            }
        });
    }

    /** Applies the policy of now to the members; with how many lost the room, once nothing more is written to them. */
    CompletableFuture<Integer> refreshed() {
        CompletableFuture<List<CompletableFuture<?>>> cut = new CompletableFuture<>();
        tasks.execute(() -> cut.complete(refreshRights()));
        return cut.thenCompose(quiet -> CompletableFuture.allOf(quiet.toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, Eviction.STUCK_MS, TimeUnit.MILLISECONDS)
                .thenApply(done -> quiet.size()));
    }

    /** Looks at every member's rights anew, because policy, grants or time may have changed them. */
    private List<CompletableFuture<?>> refreshRights() {
        Instant now = engine.clock().instant();
        List<CompletableFuture<?>> cut = new ArrayList<>();
        for (Member member : List.copyOf(members.all())) {
            if (member.isMuted()) {
                continue; // its rights are told when it has brought another credential
            }
            Rights rights = engine.rights().rightsOf(member.auth(), id);
            if (!rights.allows(Permission.ROOM_READ)) {
                cut.add(member.cut(
                        Code.FORBIDDEN, Optional.of(Failure.of(Code.FORBIDDEN).encode())));
            } else if (!rights.permissions().equals(member.toldRights().permissions())) {
                member.tell(Entrance.accessChange(member.auth(), rights, now));
            }
            member.tellRights(rights);
        }
        return cut;
    }

    /** The version once nothing is under way that was checked before this call; a failure when nobody knows it. */
    CompletableFuture<Long> settledVersion() {
        CompletableFuture<Long> version = new CompletableFuture<>();
        tasks.execute(() -> queue.atRest(certain -> {
            if (certain) {
                version.complete(contents.version());
            } else {
                version.completeExceptionally(new StoreException("It is not known how far room " + id + " has got"));
            }
        }));
        return version;
    }

    /** Whether a mutation waits here of somebody whom the test names. */
    CompletableFuture<Boolean> holdsFor(Predicate<AuthData> covered) {
        CompletableFuture<Boolean> found = new CompletableFuture<>();
        tasks.execute(() -> found.complete(queue.holdsFor(covered)));
        return found;
    }

    boolean isBusy() {
        return queue.isBusy();
    }

    /** Sends everybody away for good, with what waits; completed when nothing more is written to them. */
    CompletableFuture<?> closed(Code code) {
        CompletableFuture<List<CompletableFuture<?>>> quiet = new CompletableFuture<>();
        tasks.execute(() -> {
            retired = true;
            queue.end(code);
            presences.end();
            Optional<String> lastWords = Optional.of(Failure.of(code).encode());
            quiet.complete(members.all().stream()
                    .<CompletableFuture<?>>map(member -> member.cut(code, lastWords))
                    .toList());
            members.all().clear();
        });
        return quiet.thenCompose(cut -> CompletableFuture.allOf(cut.toArray(CompletableFuture[]::new)));
    }

    /** Queues the mutations of one frame of a member, all or none. */
    public void mutate(Member member, List<Mutate> frame) {
        tasks.execute(() -> {
            if (!mayAct(member)) {
                return; // the client sends it again where it is next
            }
            ClientRecord client = contents.client(
                    member.auth().userId(), member.client(), engine.clock().instant());
            Optional<Code> refusal = queue.accept(member, client, frame);
            if (refusal.isPresent()) {
                member.tell(Failure.of(refusal.get()).encode());
                member.close(refusal.get());
            }
        });
    }

    /** Not when it was replaced or refused, or its credential has ended. */
    private boolean mayAct(Member member) {
        return members.isHere(member) && !member.isClosing() && !member.hasExpired();
    }

    /** Queues mutations of a caller without a socket; the future gets all outcomes, or why there are none. */
    void mutate(List<Submission> submissions, CompletableFuture<List<Result>> results) {
        new Submissions(queue, contents, engine.clock()).take(submissions, results);
    }

    Snapshot snapshot() {
        return new Snapshot(
                contents.epoch(), contents.version(), contents.state().all());
    }

    /** Runs a task of the room; false when the room was unloaded meanwhile. */
    void execute(Consumer<Room> task, Runnable whenRetired) {
        tasks.execute(() -> {
            if (retired) {
                whenRetired.run();
            } else {
                idleSince = engine.clock().instant();
                task.accept(this);
            }
        });
    }

    /** Ends this epoch: everybody is sent away, and comes back to a room that is loaded anew. Or tells why not. */
    void renew(String epoch, Consumer<Room> retire, Consumer<Optional<Code>> done) {
        queue.atRest(certain -> {
            Optional<Code> refusal = certain && !retired ? stored(epoch) : Optional.of(Code.CONFLICT);
            if (refusal.isEmpty()) {
                retired = true;
                retire.accept(this);
                queue.end(Code.ROOM_RESET);
                members.all().forEach(member -> member.close(Code.MOVED));
                members.all().clear();
                presences.end();
            }
            done.accept(refusal);
        });
    }

    private Optional<Code> stored(String epoch) {
        try {
            return engine.store().renew(contents.whole(id), epoch) ? Optional.empty() : Optional.of(Code.CONFLICT);
        } catch (StoreException e) {
            LOG.log(Level.ERROR, e.getMessage());
            return Optional.of(Code.OVERLOADED);
        }
    }

    /** Called about once a second. */
    void tick(Consumer<Room> retire) {
        tasks.execute(() -> {
            Instant now = engine.clock().instant();
            for (Member member : members.all()) {
                member.watchExpiry();
                member.tick(engine.settings().rooms().heartbeat());
            }
            if (members.all().stream().anyMatch(member -> isDue(member, now))) {
                refreshRights();
            }
            if (members.forgetAway(now)) {
                chatter.flushSoon();
            }
            if (isIdle(now)) {
                retired = true;
                retire.accept(this);
                checkpointer.start();
            }
        });
    }

    private static boolean isDue(Member member, Instant now) {
        return member.toldRights()
                .nextChange()
                .filter(change -> !change.isAfter(now))
                .isPresent();
    }

    private boolean isIdle(Instant now) {
        return members.isEmpty() && queue.isEmpty() && !retired && now.isAfter(idleSince.plus(Rooms.IDLE));
    }
}
