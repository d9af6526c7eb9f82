package io.latchkey.room;

import io.latchkey.access.Rights;
import io.latchkey.api.AuthData;
import io.latchkey.api.Permission;
import io.latchkey.config.Settings;
import io.latchkey.protocol.JsonLine;
import io.latchkey.protocol.ServerMessage.AccessChange;
import io.latchkey.protocol.ServerMessage.Authenticated;
import io.latchkey.protocol.ServerMessage.Joined;
import io.latchkey.protocol.ServerMessage.Poke;
import io.latchkey.room.EntryRequest.Since;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** What brings a member into a room, or up to date again when it fell too far behind. Confined to the room's task. */
final class Entrance {
    private final Settings settings;
    private final RoomContents contents;
    private final Fanout fanout;
    private final String limits;
    private WeakReference<Pieces> shared = new WeakReference<>(null);

    Entrance(Settings settings, RoomContents contents, Fanout fanout) {
        this.settings = settings;
        this.contents = contents;
        this.fanout = fanout;
        this.limits = limits(settings);
    }

    /**
     * Frames, and the version at which they leave a member.
     *
     * @param version the room's, or an older one that others were on their way to
     * @param length of the first, in characters
     */
    record Way(Iterator<String> frames, long version, int length) {
        private static final int BRIEF = 8 * 1024;

        /** Whether any socket takes the first frame at once, whatever its peer does. */
        boolean isBrief() {
            return length <= BRIEF;
        }
    }

    /** {@code authenticated} and {@code joined} in one frame; more frames when the state is large. */
    Way in(
            Member member,
            Rights rights,
            Optional<Since> since,
            ClientRecord client,
            Collection<String> members,
            Instant now) {
        String authenticated = authenticated(member.auth(), rights, now) + "\n";
        Optional<String> patch = since.flatMap(this::patch);
        if (patch.isPresent()) {
            String first =
                    authenticated + joined(member, since, client, members, Map.entry("patch", patch.get()), false);
            return new Way(List.of(first).iterator(), contents.version(), first.length());
        }
        Pieces state = pieces(known(since));
        boolean more = state.whole().isEmpty();
        String first = authenticated
                + joined(
                        member,
                        since,
                        client,
                        members,
                        Map.entry("state", state.whole().orElse("{}")),
                        more);
        return new Way(state.behind(first), state.version(), first.length());
    }

    private String joined(
            Member member,
            Optional<Since> since,
            ClientRecord client,
            Collection<String> members,
            Map.Entry<String, String> content,
            boolean more) {
        return new Joined(
                        member.connection(),
                        member.client(),
                        contents.epoch(),
                        contents.version(),
                        content,
                        more,
                        client.lastMutation(),
                        client.results(),
                        members,
                        settings.rooms().heartbeat().toSeconds(),
                        limits,
                        since.isPresent() && !since.get().epoch().equals(contents.epoch()))
                .encode();
    }

    private long known(Optional<Since> since) {
        return since.filter(s -> s.epoch().equals(contents.epoch()))
                .map(Since::version)
                .orElse(0L);
    }

    /** Brings a member on that fell behind: by a poke, or by the state anew when that is shorter. */
    void bringUp(Outbox outbox) {
        long from = outbox.cursor();
        if (patch(new Since(contents.epoch(), from)).isPresent()) {
            Poke poke = new Poke(from, contents.version(), contents.state().since(from));
            outbox.proceed(poke.encode(), contents.version());
        } else {
            Pieces state = pieces(from);
            outbox.restart(state.anew(), state.version(), contents.version());
        }
    }

    /**
     * The state in pieces, the same ones for all who join within a while: a large room that many join at once would
     * not fit the heap once for each. Not older than what the member has.
     */
    private Pieces pieces(long atLeast) {
        Pieces known = shared.get();
        boolean fits = known != null
                && known.version() >= Math.min(atLeast, contents.version())
                && (known.version() == contents.version()
                        || known.whole().isEmpty() && fanout.isClose(known.version()));
        if (known == null || !fits) {
            known = Pieces.of(contents.epoch(), contents.version(), contents.state());
            shared = new WeakReference<>(known);
        }
        return known;
    }

    static String authenticated(AuthData auth, Rights rights, Instant now) {
        long expiresIn = Math.max(0, Duration.between(now, auth.expiresAt()).toSeconds());
        long refreshIn = (long) (expiresIn * ThreadLocalRandom.current().nextDouble(0.5, 0.8));
        return new Authenticated(auth.user(), rights.access().toString(), names(rights), expiresIn, refreshIn).encode();
    }

    /** Tells a member that its rights have changed without a new credential. */
    static String accessChange(AuthData auth, Rights rights, Instant now) {
        long expiresIn = Math.max(0, Duration.between(now, auth.expiresAt()).toSeconds());
        return new AccessChange(rights.access().toString(), names(rights), expiresIn, Optional.empty()).encode();
    }

    private static List<String> names(Rights rights) {
        return rights.permissions().stream().map(Permission::name).toList();
    }

    private static String limits(Settings settings) {
        return new JsonLine()
                .number("message", settings.limits().message())
                .number("unanswered", ClientRecord.WINDOW)
                .number("clientRetention", settings.rooms().clientRetention().toSeconds())
                .number("rate", settings.limits().rate())
                .toString();
    }

    private Optional<String> patch(Since since) {
        boolean known = since.epoch().equals(contents.epoch()) && since.version() <= contents.version();
        if (!known || !contents.state().reaches(since.version())) {
            return Optional.empty();
        }
        String patch = Poke.patch(contents.state().since(since.version()));
        return patch.length() <= Fanout.MAX_FRAME ? Optional.of(patch) : Optional.empty();
    }
}
