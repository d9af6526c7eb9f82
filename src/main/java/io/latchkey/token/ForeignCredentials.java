package io.latchkey.token;

import io.latchkey.api.RoomId;
import io.latchkey.protocol.Code;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Those who know credentials that this server did not make. Asked only about what does not look like one of ours; their
 * verdicts may take as long as another server does, and come on a thread that may be used but not held. They never
 * complete exceptionally. For use by many threads.
 */
public interface ForeignCredentials {
    /** Nobody: whatever is not ours is refused. */
    ForeignCredentials NONE = new ForeignCredentials() {
        @Override
        public CompletionStage<Verdict> authenticate(String text, RoomId room) {
            return identify(text);
        }

        @Override
        public CompletionStage<Verdict> identify(String text) {
            return CompletableFuture.completedFuture(new Refused(Code.INVALID_TOKEN));
        }
    };

    /** How long the longest of their credentials can live that has no number of the control sequence. */
    default Duration longestLife() {
        return Duration.ZERO;
    }

    /** Who the credential names: a trusted issuer's token, else what the {@code AuthHandler} says of it. */
    CompletionStage<Verdict> authenticate(String text, RoomId room);

    /** Who a trusted issuer's token names, where it stands in place of a login: with the rights of the policy. */
    CompletionStage<Verdict> identify(String text);
}
