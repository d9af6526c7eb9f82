package io.latchkey.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Every setting of a running server, typed and checked. Immutable; made by {@link SettingsLoader}.
 *
 * @param data folder of the embedded database, the demo's own under {@code demo}
 * @param policy a file's path, or JSON
 * @param warnings for the log at start
 */
public record Settings(
        Path data,
        boolean demo,
        DatabaseSettings database,
        WebSettings web,
        TokenSettings token,
        TicketSettings ticket,
        AuthSettings auth,
        HandlerSettings handler,
        Optional<String> policy,
        RoomSettings rooms,
        LoginSettings login,
        OidcSettings oidc,
        OperatorSettings operator,
        Limits limits,
        List<String> warnings) {
    public Settings {
        warnings = List.copyOf(warnings);
    }

    /** {@code latchkey.db.*}: neither url nor jndi is the embedded database. */
    public record DatabaseSettings(
            Optional<Secret> url,
            Optional<String> user,
            Optional<Secret> password,
            Optional<Path> passwordFile,
            Optional<Secret> listenUrl,
            Optional<String> jndi) {}

    public record WebSettings(Optional<URI> publicUrl, List<String> trustedProxies, List<String> origins) {}

    /**
     * {@code latchkey.token.*}.
     *
     * @param secret {@code utf8:...} or {@code base64:...}
     * @param keys a file's path, a JWK set or PEM
     */
    public record TokenSettings(
            Optional<Secret> secret,
            Optional<Secret> keys,
            String issuer,
            String audience,
            Duration ttl,
            Duration maxTtl,
            Duration provisionTtl,
            Duration leeway,
            boolean encrypt) {
        /** A wanted life of a token, or the longest there is. */
        public Duration capped(Duration asked) {
            return asked.compareTo(maxTtl) > 0 ? maxTtl : asked;
        }
    }

    /** @param uses empty: unlimited */
    public record TicketSettings(Duration ttl, OptionalInt uses) {}

    /** @param issuers a JSON array */
    public record AuthSettings(
            AuthMode mode,
            Duration timeout,
            OnFailure onFailure,
            boolean queryToken,
            HandshakeRefusal refusal,
            Optional<Secret> issuers) {}

    /** {@code latchkey.auth.handler-*}. */
    public record HandlerSettings(Optional<URI> url, Duration timeout, boolean privateAddresses) {}

    public record RoomSettings(AutoCreate autoCreate, Duration heartbeat, Duration clientRetention) {}

    /** {@code latchkey.login.*}. */
    public record LoginSettings(
            Login mechanism, List<String> roles, Optional<UserTable> database, Optional<UserDirectory> ldap) {
        /** Whether {@code /login} is where a browser logs in. */
        public boolean hasPage() {
            return mechanism == Login.BASIC || mechanism == Login.FORM || mechanism == Login.OIDC;
        }
    }

    /**
     * {@code latchkey.login.db.*}: users in a database.
     *
     * @param callersQuery gives the PBKDF2 hash of the user whose name is its one parameter
     * @param groupsQuery gives the groups of that user
     */
    public record UserTable(
            Optional<Secret> url,
            Optional<String> user,
            Optional<Secret> password,
            Optional<String> jndi,
            String callersQuery,
            Optional<String> groupsQuery) {}

    /**
     * {@code latchkey.login.ldap.*}: users in a directory.
     *
     * @param callerFilter with {@code {0}} for the name that was typed
     * @param groupFilter with {@code {0}} for the user's distinguished name
     */
    public record UserDirectory(
            String url,
            Optional<String> bindDn,
            Optional<Secret> bindPassword,
            String callerBase,
            String callerFilter,
            String callerAttribute,
            Optional<String> groupBase,
            String groupFilter,
            String groupAttribute) {}

    /**
     * {@code latchkey.oidc.*}.
     *
     * @param callerClaim dotted path of the claim that is the user id
     * @param groupsClaim dotted path of the claim that holds the groups
     */
    public record OidcSettings(
            Optional<URI> provider,
            Optional<String> clientId,
            Optional<Secret> clientSecret,
            String callerClaim,
            String groupsClaim,
            List<String> scopes,
            Duration sessionOutlive) {}

    public record OperatorSettings(Optional<Secret> apiKey, boolean metricsOpen, Duration auditRetention) {}

    /** Sizes in bytes. */
    public record Limits(
            long message,
            long state,
            int rate,
            int connectionsPerUser,
            int connections,
            long queue,
            int unauthenticated,
            int unauthenticatedPerAddress) {}

    /** Where the credential of a socket comes. */
    public enum AuthMode {
        ANY,
        HANDSHAKE,
        MESSAGE,
        TWO_STEP
    }

    /** How a refused handshake is told. */
    public enum HandshakeRefusal {
        AUTO,
        HTTP,
        CLOSE
    }

    /** Who may create a room by joining it. */
    public enum AutoCreate {
        GRANT,
        NEVER
    }

    /** The login mechanism. */
    public enum Login {
        NONE,
        BASIC,
        FORM,
        OIDC,
        CONTAINER
    }

    /** What happens to a socket after a wrong token. */
    public sealed interface OnFailure {
        record Close() implements OnFailure {}

        record Wait() implements OnFailure {}

        record CloseAfter(Duration delay) implements OnFailure {}
    }
}
