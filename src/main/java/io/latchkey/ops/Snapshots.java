package io.latchkey.ops;

import io.latchkey.meter.Meters.Named;
import io.latchkey.meter.Meters.Named.Count;
import io.latchkey.meter.Meters.Named.Gauge;
import io.latchkey.meter.Meters.Named.Labelled;
import io.latchkey.meter.Meters.Named.Timing;
import io.latchkey.meter.Timer;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Collection;

/** Meters in the words of the Prometheus library. */
final class Snapshots {
    private Snapshots() {}

    static MetricSnapshots of(Collection<Named> meters) {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        meters.forEach(meter -> all.metricSnapshot(snapshot(meter)));
        return all.build();
    }

    private static MetricSnapshot snapshot(Named meter) {
        if (meter instanceof Count count) {
            return CounterSnapshot.builder()
                    .name(count.name())
                    .help(count.help())
                    .dataPoint(point(Labels.EMPTY, count.counter().count()))
                    .build();
        }
        if (meter instanceof Labelled labelled) {
            CounterSnapshot.Builder counter =
                    CounterSnapshot.builder().name(labelled.name()).help(labelled.help());
            labelled.counters()
                    .counts()
                    .forEach((value, count) -> counter.dataPoint(point(Labels.of(labelled.label(), value), count)));
            return counter.build();
        }
        if (meter instanceof Gauge gauge) {
            double value = gauge.value().getAsLong();
            return GaugeSnapshot.builder()
                    .name(gauge.name())
                    .help(gauge.help())
                    .dataPoint(GaugeDataPointSnapshot.builder().value(value).build())
                    .build();
        }
        return histogram((Timing) meter);
    }

    private static CounterDataPointSnapshot point(Labels labels, long count) {
        return CounterDataPointSnapshot.builder()
                .labels(labels)
                .value((double) count)
                .build();
    }

    private static HistogramSnapshot histogram(Timing timing) {
        Timer.Reading reading = timing.timer().read();
        ClassicHistogramBuckets buckets = ClassicHistogramBuckets.of(reading.bounds(), reading.counts());
        return HistogramSnapshot.builder()
                .name(timing.name())
                .help(timing.help())
                .dataPoint(HistogramDataPointSnapshot.builder()
                        .classicHistogramBuckets(buckets)
                        .sum(reading.sum())
                        .build())
                .build();
    }
}
