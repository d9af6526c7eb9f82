package io.latchkey.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.engine.RaceWire.Seen;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.util.Set;

/** What a receipt promises (guarantee G5), held against the recorded history of one user in one room. */
final class RaceCheck {
    private static final Set<String> EVEN_IN_SILENCE = Set.of("reauthenticate", "result", "unauthorized");

    private final long given;
    private final long version;
    private final boolean grace;

    RaceCheck(String room, Seen receipt, boolean grace) {
        JsonObject message = receipt.message();
        assertThat(message.getBoolean("applied")).as("applied").isTrue();
        this.given = receipt.order();
        this.version = message.getJsonObject("rooms").getInt(room);
        this.grace = grace;
    }

    /** A connection with an old credential. */
    void wire(RaceWire wire) {
        for (Seen seen : wire.history()) {
            assertThat(seen.version())
                    .as("told under the old rights, of a version behind the receipt: %s", seen)
                    .isLessThanOrEqualTo(version);
            if (seen.order() > given && !seen.type().equals("hello")) {
                boolean allowed = grace && EVEN_IN_SILENCE.contains(seen.type()) && seen.version() == 0;
                assertThat(allowed)
                        .as("sent under the old rights after the receipt: %s", seen)
                        .isTrue();
            }
        }
    }

    /** The room at the end, of whose log each entry is one version; gives the last version under the old rights. */
    long log(JsonObject joined) {
        JsonArray log = joined.getJsonObject("state").getJsonArray("log");
        assertThat(log).as("one entry for each version").hasSize(joined.getInt("version"));
        int last = log.size();
        while (last > 0 && !log.getString(last - 1).startsWith("old")) {
            last--;
        }
        assertThat((long) last)
                .as("the last version applied under the old rights, and not after the receipt: %s", log)
                .isLessThanOrEqualTo(version);
        return last;
    }
}
