package io.latchkey.mutation;

import io.latchkey.api.Access;
import io.latchkey.api.AuthData;
import io.latchkey.api.Grant;
import io.latchkey.api.Permission;
import io.latchkey.api.RoomPattern;
import io.latchkey.protocol.Json;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** People with rights of their own, or with those that the policy gives them. */
public final class Users {
    public static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private Users() {}

    public static AuthData writer(String user) {
        return user(user, Grant.of("**", Access.WRITE));
    }

    public static AuthData reader(String user) {
        return user(user, Grant.of("**", Access.READ));
    }

    public static AuthData user(String user, Grant... grants) {
        return of(user, AuthData.Source.PROVISION, grants);
    }

    /** Somebody whose rights are those that the policy of the moment gives. */
    public static AuthData underPolicy(String user) {
        return of(user, AuthData.Source.POLICY, Grant.of("**", Access.WRITE));
    }

    /** Permissions by name, bound to prefixes of keys if there are any. */
    public static Grant grant(String permissions, String... keys) {
        Set<Permission> parsed =
                Arrays.stream(permissions.split(" ")).map(Permission::new).collect(Collectors.toSet());
        return new Grant(new RoomPattern("**"), parsed, Optional.empty(), List.of(keys));
    }

    private static AuthData of(String user, AuthData.Source source, Grant... grants) {
        return new AuthData(
                user,
                Json.object().add("id", user).build(),
                Set.of(),
                source,
                List.of(grants),
                JsonValue.EMPTY_JSON_OBJECT,
                "token-" + user,
                "session-" + user,
                NOW,
                NOW.plusSeconds(600),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0);
    }
}
