package io.latchkey.it;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Every credential that the tests used, and the search for one in what a server logged. What has the form of a
 * credential counts too, wherever it came from. Safe for use by many threads.
 */
final class Secrets {
    private static final int LONG = 20;

    /** What a log is cut into: the parts of a token, a ticket, a key. */
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_-]{" + LONG + ",}");

    private static final Pattern FORM =
            Pattern.compile("eyJ[A-Za-z0-9_-]{10,}\\.eyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{20,}"
                    + "|lk_[A-Za-z0-9_-]{40,}|[?&](?:token|ticket)=[A-Za-z0-9_-]{8,}");

    private static final Pattern NAMED =
            Pattern.compile("\"(?:token|ticket|auth)\":\"([A-Za-z0-9._-]{" + LONG + ",})\"");

    private static final Set<String> WORDS = ConcurrentHashMap.newKeySet();
    private static final Set<String> PHRASES = ConcurrentHashMap.newKeySet();

    private Secrets() {}

    /** Remembers a credential: a token by its signature, for its header and claims are none. */
    static String used(String secret) {
        String[] parts = secret.split("\\.", -1);
        String telling = parts.length == 3 ? parts[2] : secret;
        if (WORD.matcher(telling).matches()) {
            WORDS.add(telling);
        } else if (telling.length() >= 8) {
            PHRASES.add(telling);
        }
        return secret;
    }

    /** Remembers the credential of an {@code Authorization} header. */
    static void usedInHeader(String header) {
        used(header.substring(header.indexOf(' ') + 1));
    }

    /** Remembers the credentials in a JSON text. */
    static void usedInJson(String text) {
        NAMED.matcher(text).results().forEach(found -> used(found.group(1)));
    }

    /** @throws AssertionError with the lines that hold a credential */
    static void requireNoneIn(String log) {
        Set<String> leaked = new TreeSet<>();
        WORD.matcher(log)
                .results()
                .map(MatchResult::group)
                .filter(WORDS::contains)
                .forEach(leaked::add);
        FORM.matcher(log).results().map(MatchResult::group).forEach(leaked::add);
        PHRASES.stream().filter(log::contains).forEach(leaked::add);
        if (!leaked.isEmpty()) {
            throw new AssertionError("a server logged a credential: " + lines(log, leaked));
        }
    }

    private static String lines(String log, Set<String> leaked) {
        String[] lines = log.split("\n", -1);
        return String.join(
                "\n",
                Arrays.stream(lines)
                        .filter(line -> leaked.stream().anyMatch(line::contains))
                        .limit(5)
                        .toList());
    }
}
