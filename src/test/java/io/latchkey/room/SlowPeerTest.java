package io.latchkey.room;

import static io.latchkey.room.RecordingPeer.set;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.protocol.Code;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlowPeerTest {
    private static final String LARGE = "\"" + "x".repeat(100 * 1024) + "\"";
    /** The credit and one frame. */
    private static final long BOUND = (512 + 256) * 1024;

    @TempDir
    Path data;

    private RoomWorld world;

    @BeforeEach
    void open() {
        world = RoomWorld.open(data);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void whoNeverAcknowledgesIsHandedOnlyItsCreditAndHoldsUpNobody() {
        RecordingPeer slow = world.join("slow").thatStopsReading();
        RecordingPeer bob = world.join("bob");
        write(30);
        bob.await(view -> view.version() == 30);
        assertThat(bob.see(View::broken)).isEmpty();
        assertThat(slow.characters()).isBetween(512L * 1024, BOUND);
        assertThat(slow.isClosed()).isFalse();
    }

    @Test
    void whoReadsOnIsBroughtUpToDate() {
        RecordingPeer slow = world.join("slow").thatStopsReading();
        write(30);
        slow.acknowledge();
        slow.await(view -> view.version() == 30);
        assertThat(slow.see(View::state)).isEqualTo(world.snapshot().state());
        assertThat(slow.see(View::broken)).isEmpty();
        assertThat(slow.messages("state")).isNotEmpty();
    }

    @Test
    void resultsOfWhoFellBehindStandInTheFrameThatReachesTheirVersion() {
        RecordingPeer slow = world.join("slow").thatStopsReading();
        write(15);
        slow.mutate(set(1, "own", "1"));
        write(16, 30);
        slow.acknowledge();
        slow.await(view -> view.version() == 31 && view.results().containsKey(1L));
        assertThat(slow.see(View::broken)).isEmpty();
    }

    @Test
    void whoDoesNotReadForLongIsClosed() {
        RecordingPeer slow = world.join("slow").thatStopsReading();
        write(10);
        for (int i = 0; i < 30; i++) {
            world.pass(Duration.ofSeconds(16)); // again: a look passes over a member that is just being written to
        }
        assertThat(slow.awaitClose()).isEqualTo(Code.SLOW_CONSUMER.close());
        assertThat(write(11, 11).isClosed()).isFalse();
    }

    private void write(int count) {
        write(1, count);
    }

    private RecordingPeer write(int first, int last) {
        RecordingPeer ann = world.join("ann");
        for (int i = first; i <= last; i++) {
            assertThat(ann.mutate(set(i, "k" + i, LARGE)).told(i)).isEqualTo("applied");
        }
        return ann;
    }
}
