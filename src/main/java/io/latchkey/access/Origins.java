package io.latchkey.access;

import java.net.URI;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which pages of other sites may use a caller's cookies: the Origin rule (RFC 6454, RFC 6455 section 10.2). */
public final class Origins {
    private static final Pattern ORIGIN =
            Pattern.compile("([a-z][a-z0-9+.-]*)://([a-z0-9._-]+|\\[[0-9a-f:.]+])(?::([0-9]{1,5}))?");
    private static final Pattern HOST = Pattern.compile("([a-z0-9._-]+|\\[[0-9a-f:.]+])(?::([0-9]{1,5}))?");
    private static final int NO_PORT = -1;

    private record Origin(String scheme, String host, int port) {}

    private final Optional<Origin> own;
    private final Set<Origin> others = new HashSet<>();

    /**
     * @param publicUrl the server's own address; empty: whatever {@code Host} says
     * @param allowed further origins; what is none is left out
     */
    public Origins(Optional<URI> publicUrl, Collection<String> allowed) {
        this.own = publicUrl.flatMap(url -> parse(url.getScheme() + "://" + url.getRawAuthority()));
        allowed.forEach(origin -> parse(origin).ifPresent(others::add));
    }

    /**
     * Whether a request from a page of this origin counts as the user's own doing. {@code null}, as from a sandboxed
     * frame, never does.
     *
     * @param origin the Origin header
     * @param host the Host header
     */
    public boolean allows(String origin, Optional<String> host) {
        Optional<Origin> asked = parse(origin);
        if (asked.isEmpty()) {
            return false;
        }
        return others.contains(asked.get())
                || own.map(asked.get()::equals)
                        .orElseGet(() ->
                                host.filter(name -> isSame(asked.get(), name)).isPresent());
    }

    /** The scheme behind a proxy is unknown, so that a Host without a port has the default one of the Origin's scheme. */
    private static boolean isSame(Origin origin, String host) {
        Matcher matcher = HOST.matcher(host.toLowerCase(Locale.ROOT));
        return matcher.matches()
                && matcher.group(1).equals(origin.host)
                && port(origin.scheme, matcher.group(2)) == origin.port;
    }

    private static Optional<Origin> parse(String text) {
        Matcher matcher = ORIGIN.matcher(text.toLowerCase(Locale.ROOT));
        return matcher.matches()
                ? Optional.of(new Origin(matcher.group(1), matcher.group(2), port(matcher.group(1), matcher.group(3))))
                : Optional.empty();
    }

    private static int port(String scheme, @Nullable String port) {
        if (port != null) {
            return Integer.parseInt(port);
        }
        return switch (scheme) {
            case "http", "ws" -> 80;
            case "https", "wss" -> 443;
            default -> NO_PORT;
        };
    }
}
