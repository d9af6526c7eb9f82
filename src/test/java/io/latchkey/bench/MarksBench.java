package io.latchkey.bench;

import com.sun.management.ThreadMXBean;
import io.latchkey.access.Mark;
import io.latchkey.access.Mark.Mode;
import io.latchkey.access.Mark.Target;
import io.latchkey.access.Marks;
import io.latchkey.api.AuthData;
import io.latchkey.api.ControlSequence;
import io.latchkey.api.RoomId;
import io.latchkey.protocol.Json;
import jakarta.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the look at the marks costs, at each connect and each mutation: under none, and under {@value #MARKS} of which
 * none covers who is looked at. One thread and its CPU time; {@value #WARM_UP} rounds of warm-up, then the median of
 * {@value #ROUNDS}.
 */
final class MarksBench {
    private static final int MARKS = 100_000;
    private static final int PEOPLE = 1_000;
    private static final int LOOKS = 2_000_000;
    private static final int WARM_UP = 5;
    private static final int ROUNDS = 11;
    private static final RoomId ROOM = new RoomId("acme:board");

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private MarksBench() {}

    public static void main(String[] args) {
        Marks none = new Marks(Clock.systemUTC());
        Marks many = new Marks(Clock.systemUTC());
        for (int i = 0; i < MARKS; i++) {
            many.add(mark(i));
        }
        AuthData[] named = people("name-");
        AuthData[] unnamed = people("other-");
        double[][] nanos = new double[3][ROUNDS];
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            int kept = Math.max(0, round);
            nanos[0][kept] = nanos(none, unnamed);
            nanos[1][kept] = nanos(many, unnamed);
            nanos[2][kept] = nanos(many, named);
        }
        System.out.printf(
                "no mark %.0f ns; %d marks %.0f ns, and %.0f ns for whom one names, a look; allocated %.3f bytes a look%n",
                median(nanos[0]), MARKS, median(nanos[1]), median(nanos[2]), allocated(many, named));
    }

    /** A quarter each by user, user and room, session, token; a person looked at who is named has newer rights. */
    private static Mark mark(int i) {
        Optional<String> name = Optional.of("name-" + i);
        Optional<String> nobody = Optional.empty();
        Target target = switch (i % 4) {
            case 0 -> new Target(name, nobody, nobody, nobody, false);
            case 1 -> new Target(name, Optional.of(ROOM.value()), nobody, nobody, false);
            case 2 -> new Target(nobody, nobody, name, nobody, false);
            default -> new Target(nobody, nobody, nobody, name, false);
        };
        return new Mark(i + 1, target, Mode.REAUTHENTICATE, Instant.now(), Optional.empty(), Optional.empty());
    }

    private static AuthData person(String name) {
        return new AuthData(
                name,
                Json.object().add("id", name).build(),
                Set.of(),
                AuthData.Source.PROVISION,
                List.of(),
                JsonObject.EMPTY_JSON_OBJECT,
                name,
                name,
                Instant.now(),
                Instant.now().plusSeconds(600),
                Optional.of(new ControlSequence("bench", MARKS + 1)),
                Optional.empty(),
                Optional.empty(),
                0);
    }

    private static AuthData[] people(String name) {
        AuthData[] people = new AuthData[PEOPLE];
        Arrays.setAll(people, i -> person(name + i * (MARKS / PEOPLE)));
        return people;
    }

    private static double nanos(Marks marks, AuthData[] people) {
        long start = THREADS.getCurrentThreadCpuTime();
        look(marks, people);
        return (THREADS.getCurrentThreadCpuTime() - start) / (double) LOOKS;
    }

    private static double allocated(Marks marks, AuthData[] people) {
        long start = THREADS.getCurrentThreadAllocatedBytes();
        look(marks, people);
        return (THREADS.getCurrentThreadAllocatedBytes() - start) / (double) LOOKS;
    }

    private static void look(Marks marks, AuthData[] people) {
        int found = 0;
        for (int i = 0; i < LOOKS; i++) {
            found += marks.find(people[i % PEOPLE], ROOM).isPresent() ? 1 : 0;
        }
        if (found > 0) {
            throw new IllegalStateException("covered");
        }
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
