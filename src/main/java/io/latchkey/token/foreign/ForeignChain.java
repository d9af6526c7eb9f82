package io.latchkey.token.foreign;

import io.latchkey.api.RoomId;
import io.latchkey.protocol.Code;
import io.latchkey.token.ForeignCredentials;
import io.latchkey.token.Refused;
import io.latchkey.token.Verdict;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** First the trusted issuers, by the issuer that a token names; then the handler, about everything else. */
final class ForeignChain implements ForeignCredentials {
    private static final Logger LOG = System.getLogger(ForeignChain.class.getName());

    private final IssuerTokens issuers;
    private final Optional<HandlerVerdicts> handler;
    private final Executor continuations;

    /** @param continuations what runs whatever follows a verdict that did not come at once */
    ForeignChain(IssuerTokens issuers, Optional<HandlerVerdicts> handler, Executor continuations) {
        this.issuers = issuers;
        this.handler = handler;
        this.continuations = continuations;
    }

    @Override
    public Duration longestLife() {
        return issuers.longestLife();
    }

    @Override
    public CompletionStage<Verdict> authenticate(String text, RoomId room) {
        return told(issuers.verify(text)
                .or(() -> handler.map(one -> one.ask(text, room)))
                .orElseGet(ForeignChain::nobodys));
    }

    @Override
    public CompletionStage<Verdict> identify(String text) {
        return told(issuers.verify(text).orElseGet(ForeignChain::nobodys));
    }

    private static CompletionStage<Verdict> nobodys() {
        return CompletableFuture.completedFuture(new Refused(Code.INVALID_TOKEN));
    }

    private CompletionStage<Verdict> told(CompletionStage<Verdict> verdict) {
        return verdict.toCompletableFuture().isDone()
                ? verdict.exceptionally(ForeignChain::unavailable)
                : verdict.exceptionally(ForeignChain::unavailable).thenApplyAsync(known -> known, continuations);
    }

    private static Verdict unavailable(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        // what an application throws may quote the credential
        String what = cause instanceof IOException
                ? cause.getMessage()
                : cause.getClass().getName() + place(cause);
        LOG.log(Level.WARNING, "Nobody could say whose a foreign credential is: " + what);
        return new Verdict.Unavailable(Code.AUTH_UNAVAILABLE.message());
    }

    private static String place(Throwable cause) {
        StackTraceElement[] stack = cause.getStackTrace();
        return stack.length == 0 ? "" : " at " + stack[0];
    }
}
