package io.latchkey.socket;

import io.latchkey.api.AuthData;
import io.latchkey.config.Settings.AuthSettings;
import io.latchkey.config.Settings.OnFailure;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.ServerMessage.Hello;
import io.latchkey.token.Authenticator;
import io.latchkey.token.Credential;
import io.latchkey.token.Credential.Kind;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A socket that still owes its credential. Its deadline is absolute: neither traffic nor a wrong try moves it. Safe for
 * the container's thread and the timer's.
 */
final class FirstMessage {
    /** One message that waits for its verdict; more than this no stranger may make the server hold. */
    static final int MAX_BYTES = 16 * 1024;

    private static final int TRIES = 3;

    private final Handshake handshake;
    private final Optional<AuthData> bound;
    private final Authenticator authenticator;
    private final AuthSettings settings;
    private final Refusals refusals;
    private int failures;
    private boolean over;
    private boolean silenced;

    /** @param bound whom the handshake's credential named, when that of the message must name the same user */
    FirstMessage(
            Handshake handshake,
            Optional<AuthData> bound,
            Authenticator authenticator,
            AuthSettings settings,
            Refusals refusals) {
        this.handshake = handshake;
        this.bound = bound;
        this.authenticator = authenticator;
        this.settings = settings;
        this.refusals = refusals;
    }

    /** Says hello and starts the clock, which the handshake's own verdict may have used some of. */
    synchronized void begin(ScheduledExecutorService timer, Duration left) {
        refusals.send(new Hello(Math.max(0, left.plusMillis(999).toSeconds())));
        closeAfter(timer, left);
    }

    private void closeAfter(ScheduledExecutorService timer, Duration delay) {
        timer.schedule(this::expire, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void expire() {
        if (!over) {
            over = true;
            refusals.refuse(Code.AUTH_TIMEOUT);
        }
    }

    /** Whether nothing more is read. */
    synchronized boolean isSilenced() {
        return silenced || over;
    }

    /** The connection is gone. */
    synchronized void end() {
        over = true;
    }

    /** Tries a credential: the AuthData when it is accepted, before the deadline. Never completed exceptionally. */
    CompletionStage<Optional<AuthData>> attempt(Credential credential, ScheduledExecutorService timer) {
        if (bound.isPresent() && credential.kind() == Kind.TICKET) {
            Code code = Code.CREDENTIALS_BAD_FORMAT;
            return CompletableFuture.completedFuture(
                    judge(new Admission.Denied(code, "the second step takes a token"), timer));
        }
        return isSilenced()
                ? CompletableFuture.completedFuture(Optional.empty())
                : Admission.ofMessage(credential, handshake, authenticator)
                        .thenApply(admission -> judge(checked(admission), timer));
    }

    private synchronized Optional<AuthData> judge(Admission admission, ScheduledExecutorService timer) {
        if (isSilenced()) {
            return Optional.empty();
        }
        if (admission instanceof Admission.Admitted admitted) {
            over = true;
            return Optional.of(admitted.auth());
        }
        fail(((Admission.Denied) admission).code(), timer);
        return Optional.empty();
    }

    /** Both credentials of two-step must name one user: otherwise one's ticket would open another's door. */
    private Admission checked(Admission admission) {
        boolean other = admission instanceof Admission.Admitted admitted
                && bound.isPresent()
                && !bound.get().userId().equals(admitted.auth().userId());
        return other ? new Admission.Denied(Code.USER_MISMATCH, Code.USER_MISMATCH.message()) : admission;
    }

    private void fail(Code code, ScheduledExecutorService timer) {
        failures++;
        if (settings.onFailure() instanceof OnFailure.CloseAfter later) {
            silenced = true;
            refusals.tell(code);
            timer.schedule(() -> closeWith(code), later.delay().toMillis(), TimeUnit.MILLISECONDS);
        } else if (settings.onFailure() instanceof OnFailure.Close || code.close() == Code.FORBIDDEN.close()) {
            closeWith(code);
        } else if (failures == TRIES) {
            closeWith(Code.TOO_MANY_ATTEMPTS);
        } else {
            refusals.tell(code);
        }
    }

    private synchronized void closeWith(Code code) {
        if (!over) {
            over = true;
            if (silenced) {
                refusals.close(code);
            } else {
                refusals.refuse(code);
            }
        }
    }
}
