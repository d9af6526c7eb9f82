package io.latchkey.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.access.Mark.Mode;
import io.latchkey.api.Access;
import io.latchkey.api.AuthData;
import io.latchkey.api.ControlSequence;
import io.latchkey.api.Grant;
import io.latchkey.api.RoomId;
import io.latchkey.invalidation.Invalidation;
import io.latchkey.invalidation.Invalidation.Target;
import io.latchkey.invalidation.Receipt;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.Json;
import io.latchkey.protocol.ProtocolException;
import io.latchkey.room.RefusedException;
import io.latchkey.store.GatedStore;
import io.latchkey.store.GatedStore.Failure;
import io.latchkey.store.H2Store;
import jakarta.json.JsonArray;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is under way when access ends, one moment at a time. */
class EndOfAccessTest {
    private static final RoomId ROOM = new RoomId("acme:board");

    @TempDir
    Path data;

    private final AtomicBoolean asked = new AtomicBoolean();
    private final AtomicBoolean allowing = new AtomicBoolean(true);
    private volatile CountDownLatch parked = new CountDownLatch(0);
    private GatedStore store;
    private EngineWorld world;

    @BeforeEach
    void open() {
        store = new GatedStore(H2Store.open(data));
        world = new EngineWorld(store, Clock.systemUTC(), (user, groups) -> {
            asked.set(true);
            try {
                parked.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return allowing.get() ? List.of(Grant.of("**", Access.WRITE)) : List.of();
        });
    }

    @AfterEach
    void close() {
        parked.countDown();
        store.open();
        world.close();
        store.close();
    }

    /** Issued before anything was invalidated, with the rights that the policy gives. */
    private static AuthData old(String user, String token) {
        return EngineWorld.underPolicy(user, token, "session-of-" + token, new ControlSequence("control", 0));
    }

    private ParkingPeer join(String user) {
        return new ParkingPeer(world.rooms(), ROOM, old(user, "token-of-" + user), "client-" + user);
    }

    private CompletableFuture<Receipt> end(Target target, Mode mode, Duration grace) {
        Invalidation invalidation =
                new Invalidation(target, mode, Optional.empty(), Optional.empty(), grace, Optional.empty(), "a test");
        return world.invalidations().invalidate(invalidation).thenApply(Optional::orElseThrow);
    }

    private static JsonArray grants(String access) throws ProtocolException {
        return Json.parseObject("{\"grants\":[{\"users\":[\"bob\"],\"access\":\"" + access + "\"}]}")
                .getJsonArray("grants");
    }

    @Test
    void aRightWithdrawnWhile200MutationsAreQueuedLetsNoneBehindTheReceiptsVersionThrough() throws Exception {
        allowing.set(false);
        world.grants().replace(ROOM, grants("write")).join();
        ParkingPeer bob = join("bob");
        bob.increment(1, 3);
        Await.until("three versions", () -> bob.results().size() == 3);
        store.shut();
        bob.increment(4, 4);
        Await.until("a commit", () -> store.groups().size() == 2);
        bob.increment(5, 203);
        CompletableFuture<Receipt> withdrawn = world.grants().replace(ROOM, grants("read"));
        Await.until("the grants are durable", () -> store.control().number() == 2);
        store.open();
        long version = withdrawn.join().rooms().get(ROOM);
        Await.until("all answered", () -> bob.results().size() == 203);
        assertThat(bob.results()).allSatisfy(result -> {
            boolean inTime = result.getInt("id") <= 3;
            assertThat(result.getString("code", "applied")).isEqualTo(inTime ? "applied" : "insufficient_permission");
            assertThat((long) result.getInt("version")).isLessThanOrEqualTo(version);
        });
        assertThat(version).isEqualTo(3);
        Await.until("told of the change", () -> bob.has("access"));
        assertThat(bob.closed()).isZero();
    }

    @Test
    void mutationsThatWereQueuedAreAnsweredInvalidatedWithoutAVersion() {
        ParkingPeer bob = join("bob");
        store.shut();
        bob.increment(1, 1);
        Await.until("a commit", () -> store.groups().size() == 1);
        bob.increment(2, 200);
        CompletableFuture<Receipt> receipt = end(Target.ofUser("bob"), Mode.REAUTHENTICATE, Duration.ofSeconds(30));
        Await.until("the mark is durable", () -> store.control().number() == 1);
        store.open();
        assertThat(receipt.join().rooms()).containsEntry(ROOM, 0L);
        Await.until("all answered", () -> bob.results().size() == 200);
        assertThat(bob.results()).allSatisfy(result -> {
            assertThat(result.getString("code")).isEqualTo("invalidated");
            assertThat(result.containsKey("version")).isFalse();
        });
    }

    @Test
    void anOldCredentialThatIsBroughtWhileAccessEndsDoesNotBreakTheSilence() {
        ParkingPeer bob = join("bob");
        ParkingPeer ann = join("ann");
        CompletableFuture<Receipt> receipt =
                duringRenewal(bob, () -> end(Target.ofUser("bob"), Mode.REAUTHENTICATE, Duration.ofSeconds(30)));
        Await.until("refused", () -> bob.has("unauthorized"));
        assertThat(receipt.join().applied()).isTrue();
        ann.increment(1, 1);
        Await.until("a version", () -> ann.results().size() == 1);
        bob.member().tell("{\"type\":\"none\"}");
        assertThat(bob.has("poke")).isFalse();
        assertThat(bob.member().auth().tokenId()).isEqualTo("token-of-bob");
    }

    @Test
    void aCredentialThatEndsWhileItIsBroughtIsRefused() {
        ParkingPeer bob = join("bob");
        duringRenewal(bob, () -> end(Target.ofToken("another"), Mode.REAUTHENTICATE, Duration.ZERO))
                .join();
        Await.until("refused", () -> bob.has("unauthorized"));
        assertThat(bob.member().auth().tokenId()).isEqualTo("token-of-bob");
    }

    /** Does something while the rights of another, old credential are looked at. */
    private CompletableFuture<Receipt> duringRenewal(ParkingPeer peer, Supplier<CompletableFuture<Receipt>> action) {
        parked = new CountDownLatch(1);
        asked.set(false);
        peer.entered().room().renew(peer.member(), old("bob", "another"));
        Await.until("the policy is asked", asked::get);
        CompletableFuture<Receipt> receipt = action.get();
        Await.until(
                "the mark is in force",
                () -> world.marks().find(old("bob", "another"), ROOM).isPresent());
        Await.until("it has been applied", () -> world.applied() == 1);
        parked.countDown();
        return receipt;
    }

    @Test
    void aConnectionThatEndsWhileItBringsACredentialIsForgotten() {
        ParkingPeer bob = join("bob");
        parked = new CountDownLatch(1);
        asked.set(false);
        bob.entered().room().renew(bob.member(), old("bob", "another"));
        Await.until("the policy is asked", asked::get);
        bob.entered().room().leave(bob.member());
        parked.countDown();
        Invalidation another = Invalidation.of(Target.ofToken("another"), Mode.DISCONNECT, "a test");
        Await.until("forgotten", () -> world.invalidations().preview(another) == 0);
        Await.until("renewed", () -> bob.member().auth().tokenId().equals("another"));
        join("ann"); // behind whatever the room still had to do
        assertThat(world.invalidations().preview(another)).isZero();
    }

    @Test
    void whoIsReadingARoomWhenItsAccessEndsGetsNothing() {
        join("ann");
        parked = new CountDownLatch(1);
        asked.set(false);
        var reading = CompletableFuture.supplyAsync(() -> world.rooms().read(ROOM, old("bob", "token")))
                .thenCompose(snapshot -> snapshot);
        Await.until("the policy is asked", asked::get);
        end(Target.ofUser("bob"), Mode.DISCONNECT, Duration.ZERO).join();
        parked.countDown();
        assertThatThrownBy(reading::join)
                .cause()
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.code()).isEqualTo(Code.TOKEN_REVOKED));
    }

    @Test
    void noReceiptClaimsAVersionThatIsNotCertain() {
        ParkingPeer bob = join("bob");
        store.hideLogs(true);
        store.failAppends(1, Failure.AFTER);
        bob.increment(1, 1);
        Await.until("a commit whose answer is lost", () -> bob.has("error"));
        Receipt receipt =
                end(Target.ofUser("bob"), Mode.DISCONNECT, Duration.ZERO).join();
        assertThat(receipt.applied()).isFalse();
        store.hideLogs(false);
        Receipt second =
                end(Target.ofUser("bob"), Mode.DISCONNECT, Duration.ZERO).join();
        assertThat(second.applied()).isTrue();
        assertThat(second.rooms()).containsEntry(ROOM, 1L);
    }

    @Test
    void whatWasIssuedBeforeABlockStaysInvalidWhileItIsLifted() {
        for (int i = 0; i < 60; i++) {
            AuthData bob = old("bob-" + i, "token");
            String id = end(Target.ofUser(bob.userId()), Mode.BLOCK, Duration.ZERO)
                    .join()
                    .id();
            AtomicBoolean over = new AtomicBoolean();
            CompletableFuture<Boolean> everIn = CompletableFuture.supplyAsync(() -> {
                boolean in = false;
                while (!over.get() && !in) {
                    in = world.marks().find(bob, ROOM).isEmpty();
                }
                return in;
            });
            assertThat(world.invalidations().lift(id).join()).isTrue();
            over.set(true);
            assertThat(everIn.join()).as("let in by an old token").isFalse();
        }
    }
}
