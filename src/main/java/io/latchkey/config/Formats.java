package io.latchkey.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How values are written; empty when the text is none. */
final class Formats {
    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,8})\\s*(B|KB|MB|GB)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern ORIGIN =
            Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?");

    private Formats() {}

    static Optional<Duration> durationOrZero(String text) {
        try {
            Duration duration =
                    text.matches("[0-9]{1,10}") ? Duration.ofSeconds(Long.parseLong(text)) : Duration.parse(text);
            boolean sane = !duration.isNegative() && duration.compareTo(LONGEST) <= 0;
            return sane ? Optional.of(duration) : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    static Optional<Duration> duration(String text) {
        return durationOrZero(text).filter(duration -> !duration.isZero());
    }

    static Optional<Long> size(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String unit = matcher.group(2) == null ? "B" : matcher.group(2).toUpperCase(Locale.ROOT);
        int power = List.of("B", "KB", "MB", "GB").indexOf(unit);
        return Optional.of(Long.parseLong(matcher.group(1)) << (10 * power));
    }

    static Optional<Integer> count(String text) {
        return text.matches("[1-9][0-9]{0,8}") ? Optional.of(Integer.parseInt(text)) : Optional.empty();
    }

    static Optional<OptionalInt> uses(String text) {
        return text.equals("unlimited")
                ? Optional.of(OptionalInt.empty())
                : count(text).map(OptionalInt::of);
    }

    static Optional<Boolean> flag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    static Optional<Settings.OnFailure> onFailure(String text) {
        return switch (text) {
            case "close" -> Optional.of(new Settings.OnFailure.Close());
            case "wait" -> Optional.of(new Settings.OnFailure.Wait());
            default -> duration(text).map(Settings.OnFailure.CloseAfter::new);
        };
    }

    static Optional<URI> url(String text) {
        try {
            URI uri = new URI(text);
            String scheme = uri.getScheme();
            boolean web = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
            return web && uri.getHost() != null && uri.getUserInfo() == null ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    static Optional<List<String>> list(String text) {
        return Optional.of(Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList());
    }

    static Optional<List<String>> origins(String text) {
        return list(text)
                .filter(origins ->
                        origins.stream().allMatch(o -> ORIGIN.matcher(o).matches()));
    }

    static Optional<Path> path(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    static <E extends Enum<E>> Optional<E> choice(Class<E> type, String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(choice -> word(choice).equals(text))
                .findFirst();
    }

    /** An enum's constant as it is written: {@code TWO_STEP} is {@code two-step}. */
    static String word(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
