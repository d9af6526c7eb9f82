package io.latchkey.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetersTest {
    private final Meters meters = new Meters();

    @Test
    void aNameGivesTheSameMeterAndNeverOneOfAnotherKind() {
        meters.counter("a", "help").add(2);
        meters.counter("a", "help").increment();
        assertThat(meters.counter("a", "help").count()).isEqualTo(3);
        assertThatThrownBy(() -> meters.timer("a", "help")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> meters.counters("a", "help", "label")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aLabelNeverHasMoreThan65ValuesWhateverIsCounted() {
        Counters counters = meters.counters("b", "help", "code");
        for (int i = 0; i < 10_000; i++) {
            counters.of("value" + i).increment();
        }
        assertThat(counters.counts()).hasSize(65).containsEntry("other", 9936L).containsEntry("value0", 1L);
    }

    @Test
    void aTimerPutsATimeIntoTheFirstBucketThatHoldsIt() {
        Timer timer = meters.timer("c_seconds", "help");
        timer.record(Duration.ofNanos(10));
        timer.record(Duration.ofMillis(7));
        timer.record(Duration.ofMinutes(1));
        Timer.Reading reading = timer.read();
        assertThat(reading.bounds())
                .hasSameSizeAs(reading.counts())
                .startsWith(0.001)
                .endsWith(Double.POSITIVE_INFINITY);
        assertThat(reading.counts().get(0)).isEqualTo(1);
        assertThat(reading.counts().get(reading.bounds().indexOf(0.01))).isEqualTo(1);
        assertThat(reading.counts().get(reading.counts().size() - 1)).isEqualTo(1);
        assertThat(reading.sum()).isBetween(60.0, 60.1);
    }

    @Test
    void allMetersComeByName() {
        meters.gauge("z", "help", () -> 4);
        meters.counter("d", "help");
        assertThat(meters.all()).extracting(Meters.Named::name).isEqualTo(List.of("d", "z"));
    }
}
