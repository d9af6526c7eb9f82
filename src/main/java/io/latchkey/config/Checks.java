package io.latchkey.config;

import static io.latchkey.config.Setting.*;

import java.time.Duration;

/** Settings that are right one by one and wrong together. */
final class Checks {
    private static final Duration LONGEST_TICKET = Duration.ofMinutes(15);

    private Checks() {}

    static void run(Values values, Settings settings) {
        if (settings.demo()) {
            // its passwords are public, so it must never be let near shared data
            exclude(values, DB_URL, DEMO);
            exclude(values, DB_JNDI, DEMO);
        }
        exclude(values, DB_JNDI, DB_URL);
        exclude(values, DB_PASSWORD_FILE, DB_PASSWORD);
        exclude(values, TOKEN_KEYS, TOKEN_SECRET);
        login(values, settings.login().mechanism());
        noLongerThan(values, TOKEN_TTL, settings.token().ttl(), settings.token().maxTtl());
        noLongerThan(
                values,
                PROVISION_TTL,
                settings.token().provisionTtl(),
                settings.token().maxTtl());
        if (settings.ticket().ttl().compareTo(LONGEST_TICKET) > 0) {
            values.problem(TICKET_TTL, "at most 15 minutes (PT15M)");
        }
    }

    /** A login that can only fail is better told at the start than to the first user. */
    private static void login(Values values, Settings.Login mechanism) {
        if (mechanism == Settings.Login.OIDC) {
            need(values, OIDC_PROVIDER, LOGIN);
            need(values, OIDC_CLIENT_ID, LOGIN);
            need(values, OIDC_CLIENT_SECRET, LOGIN);
        }
        exclude(values, LOGIN_DB_JNDI, LOGIN_DB_URL);
        if (values.has(LOGIN_DB_URL) || values.has(LOGIN_DB_JNDI)) {
            need(values, LOGIN_DB_CALLERS_QUERY, values.has(LOGIN_DB_URL) ? LOGIN_DB_URL : LOGIN_DB_JNDI);
        }
        if (values.has(LOGIN_LDAP_URL)) {
            need(values, LOGIN_LDAP_CALLER_BASE, LOGIN_LDAP_URL);
        }
    }

    private static void need(Values values, Setting needed, Setting by) {
        if (!values.has(needed)) {
            values.problem(needed, "missing, " + by.key() + " needs it");
        }
    }

    private static void exclude(Values values, Setting one, Setting other) {
        if (values.has(one) && values.has(other)) {
            values.problem(one, "can't be set together with " + other.key());
        }
    }

    private static void noLongerThan(Values values, Setting setting, Duration duration, Duration max) {
        if (duration.compareTo(max) > 0) {
            values.problem(setting, "longer than " + TOKEN_MAX_TTL.key() + " (" + max + ")");
        }
    }
}
