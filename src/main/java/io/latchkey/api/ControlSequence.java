package io.latchkey.api;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A point in the order of all invalidations and changes of rights: the {@code cs} of a token.
 *
 * @param control names the database that counts; renewed when a backup is restored
 * @param number how many entries of the control feed were applied
 */
public record ControlSequence(String control, long number) {
    private static final Pattern FORM = Pattern.compile("([A-Za-z0-9_-]{1,64})\\.(0|[1-9][0-9]{0,17})");

    /** The name is one for all tokens of a database, of which many are kept. */
    public static Optional<ControlSequence> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches()
                ? Optional.of(new ControlSequence(matcher.group(1).intern(), Long.parseLong(matcher.group(2))))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return control + "." + number;
    }
}
