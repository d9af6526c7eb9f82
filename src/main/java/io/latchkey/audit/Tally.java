package io.latchkey.audit;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Counts events that a stranger can cause at will, so that a flood of them makes few rows: one for equal events of a
 * minute, with their number and the first addresses. Bounded. Safe for use by many threads.
 */
final class Tally {
    private static final int MAX_EVENTS = 200;
    private static final int MAX_ADDRESSES = 5;

    private static final class Count {
        private final Instant since;
        private final Set<String> addresses = new LinkedHashSet<>();
        private long number;

        Count(Instant since) {
            this.since = since;
        }
    }

    private final Map<AuditEvent, Count> counts = new LinkedHashMap<>();

    synchronized void count(AuditEvent event, Optional<String> address, Instant now) {
        boolean fits = counts.containsKey(event) || counts.size() < MAX_EVENTS;
        Count count = counts.computeIfAbsent(fits ? event : bare(event), key -> new Count(now));
        count.number++;
        if (count.addresses.size() < MAX_ADDRESSES) {
            address.ifPresent(count.addresses::add);
        }
    }

    /** What is left of an event where too many different ones came: no more kinds and codes than there are. */
    private static AuditEvent bare(AuditEvent event) {
        AuditEvent bare = AuditEvent.of(event.kind()).with("various", "true");
        String code = event.details().get("code");
        return code == null ? bare : bare.with("code", code);
    }

    /** Whether something was counted in a minute that is over. */
    synchronized boolean isDue(Instant now) {
        return !counts.isEmpty()
                && counts.values().iterator().next().since.isBefore(now.truncatedTo(ChronoUnit.MINUTES));
    }

    /** Whether nothing was counted. */
    synchronized boolean isEmpty() {
        return counts.isEmpty();
    }

    /** The events with their counts; the tally begins anew. */
    synchronized List<AuditEvent> take() {
        List<AuditEvent> events = new ArrayList<>();
        counts.forEach((event, count) -> {
            AuditEvent counted = event.counted(count.number)
                    .with("since", count.since.truncatedTo(ChronoUnit.SECONDS).toString());
            events.add(count.addresses.isEmpty() ? counted : counted.address(String.join(" ", count.addresses)));
        });
        counts.clear();
        return events;
    }

    /** How long until a minute is over. */
    static Duration untilNextMinute(Instant now) {
        return Duration.between(now, now.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES));
    }
}
