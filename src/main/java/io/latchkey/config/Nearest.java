package io.latchkey.config;

import java.util.Comparator;
import java.util.stream.Stream;

/** The known name that an unknown one was probably meant to be. */
final class Nearest {
    private Nearest() {}

    static String to(String unknown, Stream<String> known) {
        return known.min(Comparator.comparingInt(name -> distance(unknown, name)))
                .orElse("");
    }

    /** Levenshtein's. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
