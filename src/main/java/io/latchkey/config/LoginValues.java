package io.latchkey.config;

import static io.latchkey.config.Setting.*;

import java.util.List;
import java.util.Optional;

/** Reads {@code latchkey.login.*} and {@code latchkey.oidc.*}. */
final class LoginValues {
    private LoginValues() {}

    static Settings.LoginSettings login(Values values, boolean demo) {
        Settings.Login mechanism = values.get(LOGIN, text -> Formats.choice(Settings.Login.class, text));
        return new Settings.LoginSettings(
                demo && !values.has(LOGIN) ? Settings.Login.BASIC : mechanism,
                values.list(LOGIN_ROLES),
                table(values),
                directory(values));
    }

    private static Optional<Settings.UserTable> table(Values values) {
        if (!values.has(LOGIN_DB_URL) && !values.has(LOGIN_DB_JNDI)) {
            return Optional.empty();
        }
        return Optional.of(new Settings.UserTable(
                values.secret(LOGIN_DB_URL),
                values.text(LOGIN_DB_USER),
                values.secret(LOGIN_DB_PASSWORD),
                values.text(LOGIN_DB_JNDI),
                values.text(LOGIN_DB_CALLERS_QUERY).orElse(""),
                values.text(LOGIN_DB_GROUPS_QUERY)));
    }

    private static Optional<Settings.UserDirectory> directory(Values values) {
        return values.text(LOGIN_LDAP_URL)
                .map(url -> new Settings.UserDirectory(
                        url,
                        values.text(LOGIN_LDAP_BIND_DN),
                        values.secret(LOGIN_LDAP_BIND_PASSWORD),
                        values.text(LOGIN_LDAP_CALLER_BASE).orElse(""),
                        values.get(LOGIN_LDAP_CALLER_FILTER, Optional::of),
                        values.get(LOGIN_LDAP_CALLER_ATTRIBUTE, Optional::of),
                        values.text(LOGIN_LDAP_GROUP_BASE),
                        values.get(LOGIN_LDAP_GROUP_FILTER, Optional::of),
                        values.get(LOGIN_LDAP_GROUP_ATTRIBUTE, Optional::of)));
    }

    static Settings.OidcSettings oidc(Values values) {
        OidcPreset preset = values.get(OIDC_PRESET, text -> Formats.choice(OidcPreset.class, text));
        List<String> scopes = values.list(OIDC_SCOPES);
        return new Settings.OidcSettings(
                values.read(OIDC_PROVIDER, Formats::url),
                values.text(OIDC_CLIENT_ID),
                values.secret(OIDC_CLIENT_SECRET),
                values.text(OIDC_CALLER_CLAIM).orElse(preset.callerClaim()),
                values.text(OIDC_GROUPS_CLAIM).orElse(OidcPreset.GROUPS_CLAIM),
                scopes.isEmpty() ? preset.scopes() : scopes,
                values.get(SESSION_OUTLIVE, Formats::durationOrZero));
    }
}
