package io.latchkey.room;

import io.latchkey.access.Mark;
import io.latchkey.access.Rights;
import io.latchkey.api.AuthData;
import io.latchkey.api.RoomId;
import io.latchkey.mutation.Author;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.ServerMessage.Reauthenticate;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A connection in a room, with one write in flight and a {@link Credit}. Safe for use by many threads. */
public final class Member implements Author {
    private static final int FRAMES_PER_TURN = 4;
    private static final Duration SILENT = Duration.ofSeconds(60);

    /** Why it is cut off, and what it is told instead of anything else. */
    private record Parting(Code code, Optional<String> lastWords) {}

    private final String connection;
    private final RoomId room;
    private final Instant since;
    private final Peer peer;
    private final String address;
    private final Executor writers;
    private final Outbox outbox;
    private final String client;
    private final Clock clock;
    private final Standing standing;
    private final Credit credit;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile Rights toldRights = Rights.NONE;
    private volatile @Nullable Code closing;
    private volatile @Nullable Parting parting;
    /** Those who wait for the end of a write; made for the first of them. */
    private volatile @Nullable Queue<CompletableFuture<@Nullable Void>> quiet;

    private volatile boolean ended;
    private volatile Consumer<Member> lost = member -> {};
    private volatile Instant lastHeard;

    Member(String connection, RoomId room, EntryRequest request, String client, Outbox outbox, Engine engine) {
        this.connection = connection;
        this.room = room;
        this.peer = request.peer();
        this.address = request.address();
        this.client = client;
        this.outbox = outbox;
        this.writers = engine.writers();
        this.clock = engine.clock();
        this.standing = new Standing(request.auth(), engine.settings().token().leeway(), clock);
        this.since = clock.instant();
        this.lastHeard = since;
        this.credit = new Credit(lastHeard);
    }

    /** Names the member in the room; kept by a client that comes back soon. */
    public String connection() {
        return connection;
    }

    RoomId room() {
        return room;
    }

    Instant since() {
        return since;
    }

    public String address() {
        return address;
    }

    public String client() {
        return client;
    }

    @Override
    public AuthData auth() {
        return standing.auth();
    }

    /**
     * Changes the credential in place; a member that was muted speaks again. Not when the new one has ended, which is
     * looked at while no mark can look at the member and see the old one: else each could miss the other.
     *
     * @param told with what the member is told before anything else
     */
    boolean renew(AuthData fresh, BooleanSupplier hasEnded, String told) {
        synchronized (standing) {
            if (hasEnded.getAsBoolean()) {
                return false;
            }
            standing.renew(fresh);
            outbox.addUrgent(told);
            outbox.mute(false);
        }
        wake();
        return true;
    }

    /** Whether a mark that is in force ends the credential. */
    boolean isCoveredBy(Mark mark) {
        synchronized (standing) {
            return mark.covers(auth(), room);
        }
    }

    /** Whether nothing of the room may be sent until another credential is there. */
    boolean isMuted() {
        return standing.isMuted();
    }

    /** Whether the credential has ended for good: nothing more is taken from, or sent to, the member (guarantee G6). */
    boolean hasExpired() {
        return standing.end().isPresent();
    }

    /** Asks for a fresh credential at the end of this one, once, and closes when none came. Called every second. */
    void watchExpiry() {
        Optional<Code> end = standing.end();
        if (end.isPresent()) {
            abort(end.get());
        } else if (standing.asksForFresh()) {
            tell(new Reauthenticate(Code.TOKEN_EXPIRED, standing.leewaySeconds()).encode());
        }
    }

    /**
     * Ends it at once: what is queued is never sent.
     *
     * @return completed when no write is under way any more, so that nothing can follow
     */
    CompletableFuture<@Nullable Void> cut(Code code, Optional<String> lastWords) {
        parting = new Parting(code, lastWords);
        return whenQuiet();
    }

    /** The same, but for a while it may bring another credential and stay. */
    CompletableFuture<@Nullable Void> mute(Code code, Duration grace) {
        standing.demandAnother(code, grace);
        outbox.mute(true);
        tellAtOnce(new Reauthenticate(code, grace.toSeconds()).encode());
        return whenQuiet();
    }

    /** The flag was set before this, so that a writer either sees it or is seen here. */
    private CompletableFuture<@Nullable Void> whenQuiet() {
        CompletableFuture<@Nullable Void> waiting = new CompletableFuture<>();
        quiet().add(waiting);
        if (!scheduled.get()) {
            waiting.complete(null);
        }
        wake();
        return waiting;
    }

    /** Sends a message that even a muted member gets. */
    void tellAtOnce(String text) {
        outbox.addUrgent(text);
        wake();
    }

    /** The rights that the member was told last; changed by the room's task alone. */
    Rights toldRights() {
        return toldRights;
    }

    void tellRights(Rights rights) {
        toldRights = rights;
    }

    Outbox outbox() {
        return outbox;
    }

    /** What to do when the shared log no longer reaches back to the member. */
    void onLost(Consumer<Member> action) {
        lost = action;
    }

    /** Sends a message behind the poke that reaches the version; one too many for the queue closes the member. */
    void tell(long version, String text) {
        if (!ended && !outbox.add(version, text)) {
            abort(Code.SLOW_CONSUMER);
        }
        wake();
    }

    /** Sends a message with the next frame. */
    public void tell(String text) {
        tell(0, text);
    }

    /** Closes once what is queued was sent; the first reason stays. */
    public synchronized void close(Code code) {
        closing = closing == null ? code : closing;
        wake();
    }

    /**
     * Whether it is being closed by the server: what still comes from it follows something that was refused. What came
     * before its connection ended by itself counts.
     */
    boolean isClosing() {
        return closing != null || parting != null;
    }

    /** Closes at once; what is queued is not sent. */
    public void abort(Code code) {
        ended = true;
        peer.schedule(() -> peer.close(code.close(), code.toString()), writers);
    }

    /** The connection is gone. */
    void end() {
        ended = true;
    }

    /** Has a writer look after this member, if none does. */
    void wake() {
        if (!ended && scheduled.compareAndSet(false, true)) {
            peer.schedule(() -> write(FRAMES_PER_TURN), writers);
        }
    }

    /** Writes one frame on the caller's thread; a writer does the rest. */
    void writeNow() {
        if (!ended && scheduled.compareAndSet(false, true)) {
            write(1);
        }
    }

    private void write(int frames) {
        boolean more = true;
        try {
            for (int i = 0; i < frames && more; i++) {
                more = writeOne();
            }
        } catch (IOException | RuntimeException | Error e) { // Tyrus throws Error for text that it can't encode
            abort(Code.SLOW_CONSUMER);
        } finally {
            endTurn();
        }
    }

    /** Whoever waits is told before another turn can begin: that one might not have seen their flag. */
    private void endTurn() {
        do {
            tellOfQuiet();
            scheduled.set(false);
        } while (isAwaited() && scheduled.compareAndSet(false, true));
        if (hasWork()) {
            wake();
        }
    }

    private synchronized Queue<CompletableFuture<@Nullable Void>> quiet() {
        var waiting = quiet == null ? new ConcurrentLinkedQueue<CompletableFuture<@Nullable Void>>() : quiet;
        quiet = waiting;
        return waiting;
    }

    private boolean isAwaited() {
        var waiting = quiet;
        return waiting != null && !waiting.isEmpty();
    }

    private void tellOfQuiet() {
        while (isAwaited()) {
            Optional.ofNullable(quiet().poll()).ifPresent(waiting -> waiting.complete(null));
        }
    }

    private boolean writeOne() throws IOException {
        Parting cut = parting;
        if (cut != null) {
            part(cut);
            return false;
        }
        Optional<Code> end = standing.end();
        Code reason = end.orElse(closing);
        if (ended || !credit.isLeft() || end.isPresent()) {
            if (!ended && reason != null) {
                abort(reason);
            }
            return false;
        }
        Optional<String> frame = outbox.next();
        if (frame.isPresent()) {
            peer.send(frame.get());
            if (credit.spend(frame.get().length())) {
                ping();
            }
            return true;
        }
        if (reason != null) {
            abort(reason);
        } else if (outbox.isLost()) {
            lost.accept(this);
        }
        return false;
    }

    private void part(Parting cut) throws IOException {
        if (!ended) {
            ended = true;
            if (cut.lastWords().isPresent()) {
                peer.send(cut.lastWords().get());
            }
            peer.close(cut.code().close(), cut.code().toString());
        }
    }

    private boolean hasWork() {
        return !ended && parting != null
                || !ended && (closing != null || !outbox.isEmpty()) && credit.isLeft() && !outbox.isLost();
    }

    /** Outside of any lock: where a write blocks, the thread that reads pongs must get on. */
    private void ping() throws IOException {
        peer.ping(credit.ping(clock.instant()));
    }

    /** Something came from the peer. */
    public void heard() {
        lastHeard = clock.instant();
    }

    /** A pong came. */
    public void acknowledged(ByteBuffer payload) {
        heard();
        credit.pong(payload, lastHeard);
        wake();
    }

    /** Called about once a second, never while another thread writes to the same member. */
    void tick(Duration heartbeat) {
        if (scheduled.compareAndSet(false, true)) {
            peer.schedule(
                    () -> {
                        beat(clock.instant(), heartbeat);
                        endTurn();
                    },
                    writers);
        }
    }

    private void beat(Instant now, Duration heartbeat) {
        try {
            if (credit.isStalled(now) || now.isAfter(lastHeard.plus(SILENT))) {
                abort(Code.SLOW_CONSUMER);
            } else if (!ended && credit.isQuiet(heartbeat, now)) {
                ping();
            }
        } catch (IOException | RuntimeException e) {
            abort(Code.SLOW_CONSUMER);
        }
    }
}
