package io.latchkey.config;

import java.util.List;

/** A provider whose claims are known: the user id is one that the user can't change and that no other ever gets. */
public enum OidcPreset {
    OIDC("sub", List.of("openid", "profile", "email")),
    KEYCLOAK("preferred_username", List.of("openid", "profile", "email")),
    /** Microsoft says that {@code preferred_username} can change and must not be used for authorization. */
    ENTRA("oid", List.of("openid", "profile", "email", "offline_access")),
    OKTA("preferred_username", List.of("openid", "profile", "email", "groups", "offline_access"));

    static final String GROUPS_CLAIM = "groups";

    private final String callerClaim;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> scopes;

    OidcPreset(String callerClaim, List<String> scopes) {
        this.callerClaim = callerClaim;
        this.scopes = scopes;
    }

    String callerClaim() {
        return callerClaim;
    }

    List<String> scopes() {
        return scopes;
    }
}
