package io.latchkey.it;

import java.util.regex.Pattern;

/** What no answer may hold, whatever was asked: it would tell a stranger how the server is made. */
final class Disclosure {
    private static final Pattern INTERNALS =
            Pattern.compile("Exception|Throwable|StackTrace|\\bio\\.latchkey\\.|\\bjava\\.|\\bjakarta\\.|\\.java:\\d"
                    + "|\\borg\\.(?:h2|jose4j|glassfish|eclipse|jboss)\\b|\\bSELECT |\\bINSERT INTO ");

    private Disclosure() {}

    /** @throws AssertionError for an answer with a stack trace, a class name or SQL */
    static String none(String answer) {
        if (INTERNALS.matcher(answer).find()) {
            throw new AssertionError("an answer shows the server's inside: " + answer);
        }
        return answer;
    }
}
