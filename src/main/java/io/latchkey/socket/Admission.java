package io.latchkey.socket;

import io.latchkey.api.AuthData;
import io.latchkey.config.Settings.AuthMode;
import io.latchkey.protocol.Code;
import io.latchkey.token.Authenticator;
import io.latchkey.token.Credential;
import io.latchkey.token.Refused;
import io.latchkey.token.Verdict;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What a handshake comes to under {@code latchkey.auth.mode}: somebody may enter, a first message is still owed, or the
 * handshake is refused.
 */
sealed interface Admission {
    record Admitted(AuthData auth) implements Admission {}

    /** A credential must come in the first message, of {@code bound} when the handshake had one already. */
    record Owed(Optional<AuthData> bound) implements Admission {}

    record Denied(Code code, String detail) implements Admission {}

    /** Nobody could say, which is our fault. */
    static Denied unavailable() {
        return new Denied(Code.AUTH_UNAVAILABLE, Code.AUTH_UNAVAILABLE.message());
    }

    /** There at once for credentials of ours; never completed exceptionally. */
    static CompletionStage<Admission> decide(Handshake handshake, AuthMode mode, Authenticator authenticator) {
        boolean explicit = !handshake.credentials().isEmpty();
        return switch (mode) {
            case MESSAGE -> now(new Owed(Optional.empty()));
            case TWO_STEP ->
                authenticator
                        .authenticateAll(handshake.credentials(), handshake.room())
                        .thenApply(verdict -> bound(of(verdict)));
            case HANDSHAKE ->
                explicit || handshake.caller().isEmpty()
                        ? authenticator
                                .authenticateAll(handshake.credentials(), handshake.room())
                                .thenApply(Admission::of)
                        : now(of(authenticator.authenticate(handshake.caller().get(), handshake.room())));
            case ANY ->
                explicit || handshake.caller().isPresent()
                        ? decide(handshake, AuthMode.HANDSHAKE, authenticator)
                        : now(new Owed(Optional.empty()));
        };
    }

    private static CompletionStage<Admission> now(Admission admission) {
        return CompletableFuture.completedFuture(admission);
    }

    private static Admission bound(Admission first) {
        return first instanceof Admitted admitted ? new Owed(Optional.of(admitted.auth())) : first;
    }

    private static Admission of(Verdict verdict) {
        if (verdict instanceof Verdict.Authenticated authenticated) {
            return new Admitted(authenticated.auth());
        }
        return verdict instanceof Refused refused ? new Denied(refused.code(), refused.detail()) : unavailable();
    }

    /** The verdict on a credential of a message. */
    static CompletionStage<Admission> ofMessage(
            Credential credential, Handshake handshake, Authenticator authenticator) {
        return authenticator
                .authenticate(credential.from(handshake.info()), handshake.room())
                .thenApply(Admission::of);
    }
}
