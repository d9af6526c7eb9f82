package io.latchkey.config;

import static io.latchkey.config.Setting.*;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Reads the settings: system properties, then the environment, then the file named by {@code latchkey.config}, then
 * defaults.
 */
public final class SettingsLoader {
    private static final String DEMO_POLICY = """
            {"grants":[
              {"users":["ann"],"room":"demo:board","access":"write"},
              {"users":["bob"],"room":"demo:board","access":"read"},
              {"users":["root"],"room":"demo:board","access":"admin"},
              {"users":["ann"],"room":"demo:**","access":"write"},
              {"users":["bob"],"room":"demo:**","access":"read"},
              {"users":["root"],"room":"demo:**","access":"admin"}]}""";

    private final Properties system;
    private final Map<String, String> environment;

    /** @param system system properties, {@code user.home} among them */
    public SettingsLoader(Properties system, Map<String, String> environment) {
        this.system = system;
        this.environment = environment;
    }

    /** @throws SettingsException with everything that is wrong */
    public static Settings fromEnvironment() {
        return new SettingsLoader(System.getProperties(), System.getenv()).load();
    }

    /** @throws SettingsException with everything that is wrong */
    public Settings load() {
        Values values = found();
        Settings settings = settings(values);
        Checks.run(values, settings);
        if (!values.problems().isEmpty()) {
            throw new SettingsException(values.problems());
        }
        return settings;
    }

    private Values found() {
        Values values = new Values();
        values.take(system, "system property", false);
        values.take(environment);
        values.read(CONFIG, this::path).ifPresent(file -> takeFile(values, file));
        return values;
    }

    /** Every setting in force that is no secret, as text, by name; for an application's own use. */
    public Map<String, String> open() {
        Values values = found();
        Map<String, String> open = new TreeMap<>();
        for (Setting setting : Setting.values()) {
            if (!setting.isSecret()) {
                values.text(setting).ifPresent(text -> open.put(setting.key(), text));
            }
        }
        return open;
    }

    private static void takeFile(Values values, Path file) {
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            Properties properties = new Properties();
            properties.load(reader);
            values.take(properties, "file", true);
        } catch (IOException | IllegalArgumentException e) {
            values.problem(CONFIG, "this properties file can't be read");
        }
    }

    private Settings settings(Values values) {
        boolean demo = values.get(DEMO, Formats::flag);
        Path data = values.get(DATA, this::path);
        return new Settings(
                demo ? data.resolve("demo") : data,
                demo,
                database(values),
                web(values),
                token(values),
                new Settings.TicketSettings(
                        values.get(TICKET_TTL, Formats::duration), values.get(TICKET_USES, Formats::uses)),
                auth(values),
                handler(values),
                values.text(POLICY).or(() -> demo ? Optional.of(DEMO_POLICY) : Optional.empty()),
                rooms(values),
                LoginValues.login(values, demo),
                LoginValues.oidc(values),
                operator(values),
                limits(values),
                values.warnings());
    }

    private Settings.DatabaseSettings database(Values values) {
        return new Settings.DatabaseSettings(
                values.secret(DB_URL),
                values.text(DB_USER),
                values.secret(DB_PASSWORD),
                values.read(DB_PASSWORD_FILE, this::path),
                values.secret(DB_LISTEN_URL),
                values.text(DB_JNDI));
    }

    private static Settings.WebSettings web(Values values) {
        return new Settings.WebSettings(
                values.read(PUBLIC_URL, Formats::url),
                values.list(TRUSTED_PROXIES),
                values.read(Setting.ORIGINS, Formats::origins).orElse(List.of()));
    }

    private static Settings.TokenSettings token(Values values) {
        Duration max = values.get(TOKEN_MAX_TTL, Formats::duration);
        return new Settings.TokenSettings(
                values.secret(TOKEN_SECRET),
                values.secret(TOKEN_KEYS),
                values.get(TOKEN_ISSUER, Optional::of),
                values.get(TOKEN_AUDIENCE, Optional::of),
                capped(values, TOKEN_TTL, max),
                max,
                capped(values, PROVISION_TTL, max),
                values.get(TOKEN_LEEWAY, Formats::durationOrZero),
                values.get(TOKEN_ENCRYPT, Formats::flag));
    }

    /** A default gives way to a shorter maximum; what an operator wrote doesn't, {@link Checks} refuses it. */
    private static Duration capped(Values values, Setting setting, Duration max) {
        Duration duration = values.get(setting, Formats::duration);
        return !values.has(setting) && duration.compareTo(max) > 0 ? max : duration;
    }

    private static Settings.AuthSettings auth(Values values) {
        return new Settings.AuthSettings(
                values.get(AUTH_MODE, text -> Formats.choice(Settings.AuthMode.class, text)),
                values.get(AUTH_TIMEOUT, Formats::duration),
                values.get(AUTH_ON_FAILURE, Formats::onFailure),
                values.get(AUTH_QUERY_TOKEN, Formats::flag),
                values.get(HANDSHAKE_REFUSE, text -> Formats.choice(Settings.HandshakeRefusal.class, text)),
                values.secret(AUTH_ISSUERS));
    }

    private static Settings.HandlerSettings handler(Values values) {
        return new Settings.HandlerSettings(
                values.read(AUTH_HANDLER_URL, Formats::url),
                values.get(AUTH_HANDLER_TIMEOUT, Formats::duration),
                values.get(AUTH_HANDLER_PRIVATE, Formats::flag));
    }

    private static Settings.RoomSettings rooms(Values values) {
        return new Settings.RoomSettings(
                values.get(ROOMS_AUTO_CREATE, text -> Formats.choice(Settings.AutoCreate.class, text)),
                values.get(HEARTBEAT, Formats::duration),
                values.get(CLIENT_RETENTION, Formats::duration));
    }

    private static Settings.OperatorSettings operator(Values values) {
        return new Settings.OperatorSettings(
                values.secret(API_KEY),
                values.get(METRICS_OPEN, Formats::flag),
                values.get(AUDIT_RETENTION, Formats::duration));
    }

    private static Settings.Limits limits(Values values) {
        return new Settings.Limits(
                values.get(LIMIT_MESSAGE, Formats::size),
                values.get(LIMIT_STATE, Formats::size),
                values.get(LIMIT_RATE, Formats::count),
                values.get(LIMIT_CONNECTIONS_PER_USER, Formats::count),
                values.get(LIMIT_CONNECTIONS, Formats::count),
                values.get(LIMIT_QUEUE, Formats::size),
                values.get(LIMIT_UNAUTHENTICATED, Formats::count),
                values.get(LIMIT_UNAUTHENTICATED_PER_ADDRESS, Formats::count));
    }

    /** {@code ${user.home}} is the one name that a path may hold. */
    private Optional<Path> path(String text) {
        return Formats.path(text.replace("${user.home}", system.getProperty("user.home", ".")));
    }
}
