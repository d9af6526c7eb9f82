package io.latchkey.token;

import io.latchkey.api.AdmissionCheck;
import io.latchkey.api.AdmissionCheck.Decision;
import io.latchkey.api.AuthData;
import io.latchkey.api.RoomId;
import io.latchkey.api.UserSchema;
import io.latchkey.protocol.Code;
import java.util.Optional;

/** An application's own say in who may enter. What the hooks throw is thrown on. */
public record AdmissionHooks(UserSchema schema, AdmissionCheck check) {
    /** No hook at all. */
    public static final AdmissionHooks NONE =
            new AdmissionHooks(user -> Optional.empty(), (auth, room) -> new AdmissionCheck.Admitted());

    /** Refuses a user whose public face is not what the application wants. */
    Verdict fitting(AuthData auth) {
        Optional<String> problem = schema.problem(auth.user());
        return problem.isPresent()
                ? new Refused(Code.INVALID_TOKEN, "The user does not fit: " + problem.get())
                : new Verdict.Authenticated(auth);
    }

    /** The last word. */
    Verdict check(AuthData auth, RoomId room) {
        Decision decision = check.check(auth, room);
        if (decision instanceof AdmissionCheck.Admitted) {
            return new Verdict.Authenticated(auth);
        }
        if (decision instanceof AdmissionCheck.Narrowed narrowed) {
            return new Verdict.Authenticated(auth.within(narrowed.ceiling()));
        }
        if (decision instanceof AdmissionCheck.Refused refused) {
            return new Refused(Code.FORBIDDEN, refused.reason());
        }
        throw new IllegalStateException("an AdmissionCheck answered null");
    }
}
