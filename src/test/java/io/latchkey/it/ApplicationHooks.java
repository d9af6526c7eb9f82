package io.latchkey.it;

import io.latchkey.api.Access;
import io.latchkey.api.AccessPolicy;
import io.latchkey.api.AdmissionCheck;
import io.latchkey.api.AuthData;
import io.latchkey.api.AuthHandler;
import io.latchkey.api.Grant;
import io.latchkey.api.RoomId;
import io.latchkey.api.UserSchema;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An application's own say, in all four places. */
@ApplicationScoped
public class ApplicationHooks implements AuthHandler, UserSchema, AdmissionCheck, AccessPolicy {
    @Override
    public Answer authenticate(String auth, RoomId room, Map<String, String> settings) {
        if (auth.equals("throws")) {
            throw new IllegalStateException("a bug of the application");
        }
        return auth.startsWith("session-")
                ? Accepted.of(auth.substring("session-".length()), room, Access.WRITE)
                : new AuthHandler.Refused("no such session");
    }

    @Override
    public Optional<String> problem(JsonObject user) {
        return user.getString("id").equals("misfit") ? Optional.of("no misfits") : Optional.empty();
    }

    @Override
    public Decision check(AuthData auth, RoomId room) {
        return switch (auth.userId()) {
            case "guest" -> new Narrowed(Access.READ.permissions());
            case "banned" -> new AdmissionCheck.Refused("you know why");
            case "unlucky" -> throw new IllegalStateException("a bug of the application");
            default -> new Admitted();
        };
    }

    @Override
    public List<Grant> grantsOf(String userId, Set<String> groups) {
        return userId.equals("ann") ? List.of(Grant.of("own:**", Access.ADMIN)) : List.of();
    }
}
