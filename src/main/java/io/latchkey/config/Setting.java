package io.latchkey.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Every setting: its name, what it takes, its default and what it is for. The manual's table is made from this one. */
public enum Setting {
    CONFIG("latchkey.config", Kind.PATH, "", "Properties file with further settings."),
    DATA("latchkey.data", Kind.PATH, "${user.home}/.latchkey", "Folder of the embedded database."),
    DEMO(
            "latchkey.demo",
            Kind.FLAG,
            "false",
            "Users ann (write), bob (read), root (admin) with their names as passwords, and a page to try."),

    DB_URL("latchkey.db.url", Kind.SECRET, "", "JDBC URL; jdbc:postgresql://... makes a cluster. None: embedded H2."),
    DB_USER("latchkey.db.user", Kind.TEXT, "", "Database user."),
    DB_PASSWORD("latchkey.db.password", Kind.SECRET, "", "Database password."),
    DB_PASSWORD_FILE("latchkey.db.password-file", Kind.PATH, "", "File that holds the database password."),
    DB_LISTEN_URL("latchkey.db.listen-url", Kind.SECRET, "", "JDBC URL past the pooler, for LISTEN."),
    DB_JNDI("latchkey.db.jndi", Kind.TEXT, "", "JNDI name of a DataSource, in place of latchkey.db.url."),

    PUBLIC_URL("latchkey.public-url", Kind.URL, "", "Address under which browsers reach the server."),
    TRUSTED_PROXIES("latchkey.trusted-proxies", Kind.LIST, "", "Addresses whose forwarded headers count."),
    ORIGINS("latchkey.origins", Kind.ORIGINS, "", "Origins allowed besides the server's own."),

    TOKEN_SECRET("latchkey.token.secret", Kind.SECRET, "", "HS256 key, utf8:... or base64:..., at least 256 bits."),
    TOKEN_KEYS("latchkey.token.keys", Kind.SECRET, "", "JWK set or PEM file: the first key signs, all verify."),
    TOKEN_ISSUER("latchkey.token.issuer", Kind.TEXT, "latchkey", "iss of room tokens."),
    TOKEN_AUDIENCE("latchkey.token.audience", Kind.TEXT, "latchkey", "aud of room tokens."),
    TOKEN_TTL("latchkey.token.ttl", Kind.DURATION, "PT10M", "Life of a token from /authorize."),
    TOKEN_MAX_TTL("latchkey.token.max-ttl", Kind.DURATION, "PT6H", "Longest life of any room token."),
    TOKEN_LEEWAY("latchkey.token.leeway", Kind.DURATION_OR_ZERO, "PT15S", "Allowed difference between clocks."),
    TOKEN_ENCRYPT(
            "latchkey.token.encrypt", Kind.FLAG, "false", "Encrypt tokens, so that their holders can't read them."),
    PROVISION_TTL("latchkey.provision.ttl", Kind.DURATION, "PT6H", "Life of a token from /provision."),

    TICKET_TTL("latchkey.ticket.ttl", Kind.DURATION, "PT30S", "Life of a ticket, at most 15 minutes."),
    TICKET_USES("latchkey.ticket.uses", Kind.USES, "1", "How often a ticket can be used, or unlimited."),

    AUTH_MODE(
            "latchkey.auth.mode",
            Kind.CHOICE,
            "any",
            "Where the credential of a socket comes.",
            Settings.AuthMode.class),
    AUTH_TIMEOUT("latchkey.auth.timeout", Kind.DURATION, "PT15S", "Time in which a socket must authenticate."),
    AUTH_ON_FAILURE(
            "latchkey.auth.on-failure", Kind.ON_FAILURE, "close", "After a wrong token: close, wait, or seconds."),
    AUTH_QUERY_TOKEN("latchkey.auth.query-token", Kind.FLAG, "false", "Take tokens from ?token=, where logs see them."),
    HANDSHAKE_REFUSE(
            "latchkey.handshake.refuse",
            Kind.CHOICE,
            "auto",
            "How a refused handshake is told.",
            Settings.HandshakeRefusal.class),
    AUTH_HANDLER_URL("latchkey.auth.handler-url", Kind.URL, "", "Authentication server to ask about foreign tokens."),
    AUTH_HANDLER_TIMEOUT("latchkey.auth.handler-timeout", Kind.DURATION, "PT5S", "How long to wait for its answer."),
    AUTH_HANDLER_PRIVATE("latchkey.auth.handler-private", Kind.FLAG, "false", "It may have a private address."),
    AUTH_ISSUERS("latchkey.auth.issuers", Kind.SECRET, "", "Trusted issuers of foreign tokens, a JSON array."),

    POLICY("latchkey.policy", Kind.TEXT, "", "Who may do what: a file, or JSON."),
    ROOMS_AUTO_CREATE(
            "latchkey.rooms.auto-create",
            Kind.CHOICE,
            "grant",
            "Whether a join with a grant creates the room.",
            Settings.AutoCreate.class),

    LOGIN("latchkey.login", Kind.CHOICE, "container", "Login mechanism.", Settings.Login.class),
    LOGIN_ROLES("latchkey.login.roles", Kind.LIST, "", "Role names to ask the container about."),
    LOGIN_DB_URL("latchkey.login.db.url", Kind.SECRET, "", "JDBC URL of the database with the users."),
    LOGIN_DB_USER("latchkey.login.db.user", Kind.TEXT, "", "User of that database."),
    LOGIN_DB_PASSWORD("latchkey.login.db.password", Kind.SECRET, "", "Password of that user."),
    LOGIN_DB_JNDI("latchkey.login.db.jndi", Kind.TEXT, "", "JNDI name of a DataSource, in place of the URL."),
    LOGIN_DB_CALLERS_QUERY("latchkey.login.db.callers-query", Kind.TEXT, "", "SQL: a user's PBKDF2 hash, by name."),
    LOGIN_DB_GROUPS_QUERY("latchkey.login.db.groups-query", Kind.TEXT, "", "SQL: a user's groups, by name."),
    LOGIN_LDAP_URL("latchkey.login.ldap.url", Kind.TEXT, "", "ldaps:// or ldap:// URL of the directory."),
    LOGIN_LDAP_BIND_DN("latchkey.login.ldap.bind-dn", Kind.TEXT, "", "Who searches there; none: anonymous."),
    LOGIN_LDAP_BIND_PASSWORD("latchkey.login.ldap.bind-password", Kind.SECRET, "", "Password of bind-dn."),
    LOGIN_LDAP_CALLER_BASE("latchkey.login.ldap.caller-base", Kind.TEXT, "", "Where users are searched."),
    LOGIN_LDAP_CALLER_FILTER(
            "latchkey.login.ldap.caller-filter", Kind.TEXT, "(uid={0})", "Finds a user; {0} is the name typed."),
    LOGIN_LDAP_CALLER_ATTRIBUTE("latchkey.login.ldap.caller-attribute", Kind.TEXT, "uid", "Holds the user id."),
    LOGIN_LDAP_GROUP_BASE("latchkey.login.ldap.group-base", Kind.TEXT, "", "Where groups are searched."),
    LOGIN_LDAP_GROUP_FILTER(
            "latchkey.login.ldap.group-filter", Kind.TEXT, "(member={0})", "Finds a user's groups; {0} is the DN."),
    LOGIN_LDAP_GROUP_ATTRIBUTE("latchkey.login.ldap.group-attribute", Kind.TEXT, "cn", "Holds a group's name."),
    OIDC_PROVIDER("latchkey.oidc.provider", Kind.URL, "", "Issuer URL of the OpenID provider."),
    OIDC_CLIENT_ID("latchkey.oidc.client-id", Kind.TEXT, "", "Client id at the OpenID provider."),
    OIDC_CLIENT_SECRET("latchkey.oidc.client-secret", Kind.SECRET, "", "Client secret at the OpenID provider."),
    OIDC_PRESET("latchkey.oidc.preset", Kind.CHOICE, "oidc", "Whose claims are preset.", OidcPreset.class),
    OIDC_CALLER_CLAIM("latchkey.oidc.caller-claim", Kind.TEXT, "", "Claim with the user id, a dotted path."),
    OIDC_GROUPS_CLAIM("latchkey.oidc.groups-claim", Kind.TEXT, "", "Claim with the groups, a dotted path."),
    OIDC_SCOPES("latchkey.oidc.scopes", Kind.LIST, "", "Scopes to ask for."),
    SESSION_OUTLIVE(
            "latchkey.session.outlive", Kind.DURATION_OR_ZERO, "PT0S", "How long a room outlives its HTTP session."),

    API_KEY("latchkey.api-key", Kind.SECRET, "", "The first API key, with every scope."),
    METRICS_OPEN("latchkey.metrics.open", Kind.FLAG, "false", "Metrics for anyone, without a key."),
    HEARTBEAT("latchkey.heartbeat", Kind.DURATION, "25", "Time between pings."),
    CLIENT_RETENTION("latchkey.client.retention", Kind.DURATION, "P7D", "How long outcomes are kept for a client."),
    AUDIT_RETENTION("latchkey.audit.retention", Kind.DURATION, "P90D", "How long audit entries are kept."),

    LIMIT_MESSAGE("latchkey.limit.message", Kind.SIZE, "64KB", "Size of one message."),
    LIMIT_STATE("latchkey.limit.state", Kind.SIZE, "32MB", "Size of a room's state."),
    LIMIT_RATE("latchkey.limit.rate", Kind.COUNT, "200", "Messages per second and socket."),
    LIMIT_CONNECTIONS_PER_USER("latchkey.limit.connections-per-user", Kind.COUNT, "50", "Sockets of one user."),
    LIMIT_CONNECTIONS("latchkey.limit.connections", Kind.COUNT, "20000", "Sockets of a node."),
    LIMIT_QUEUE("latchkey.limit.queue", Kind.SIZE, "1MB", "What may wait for a slow socket."),
    LIMIT_UNAUTHENTICATED("latchkey.limit.unauthenticated", Kind.COUNT, "1000", "Unauthenticated sockets of a node."),
    LIMIT_UNAUTHENTICATED_PER_ADDRESS(
            "latchkey.limit.unauthenticated-per-address", Kind.COUNT, "50", "Unauthenticated sockets of one address.");

    private final String key;
    private final Kind kind;
    private final String fallback;
    private final String description;

    @SuppressWarnings("ImmutableEnumChecker") // made by Stream.toList and List.of
    private final List<String> choices;

    Setting(String key, Kind kind, String fallback, String description) {
        this(key, kind, fallback, description, List.of());
    }

    Setting(String key, Kind kind, String fallback, String description, Class<? extends Enum<?>> choices) {
        this(
                key,
                kind,
                fallback,
                description,
                Arrays.stream(choices.getEnumConstants()).map(Formats::word).toList());
    }

    Setting(String key, Kind kind, String fallback, String description, List<String> choices) {
        this.key = key;
        this.kind = kind;
        this.fallback = fallback;
        this.description = description;
        this.choices = choices;
    }

    /** The name, such as {@code latchkey.token.ttl}. */
    public String key() {
        return key;
    }

    /** The name in the environment, such as {@code LATCHKEY_TOKEN_TTL}. */
    public String environmentName() {
        return environmentName(key);
    }

    public Kind kind() {
        return kind;
    }

    /** The default as one would write it; empty when there is none. */
    public Optional<String> fallback() {
        return fallback.isEmpty() ? Optional.empty() : Optional.of(fallback);
    }

    /** One line for the manual. */
    public String description() {
        return description;
    }

    /** What the setting takes, for a message or the manual. */
    public String wanted() {
        return choices.isEmpty() ? kind.wanted() : kind.wanted() + " " + String.join(", ", choices);
    }

    /** Whether the value must be shown nowhere. */
    public boolean isSecret() {
        return kind == Kind.SECRET;
    }

    static String environmentName(String key) {
        return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
