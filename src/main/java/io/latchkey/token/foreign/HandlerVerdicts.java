package io.latchkey.token.foreign;

import io.latchkey.access.UserIds;
import io.latchkey.api.AuthData;
import io.latchkey.api.AuthHandler;
import io.latchkey.api.AuthHandler.Accepted;
import io.latchkey.api.ControlSequence;
import io.latchkey.api.RoomId;
import io.latchkey.config.Settings.TokenSettings;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.Json;
import io.latchkey.token.Refused;
import io.latchkey.token.TokenFormat;
import io.latchkey.token.Verdict;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** What an {@link AuthHandler} answers, as a verdict. For use by many threads. */
final class HandlerVerdicts {
    private final AuthHandler handler;
    private final Map<String, String> settings;
    private final Bulkhead bulkhead;
    private final TokenSettings token;
    private final Supplier<ControlSequence> sequence;
    private final Clock clock;

    HandlerVerdicts(
            AuthHandler handler,
            Map<String, String> settings,
            Bulkhead bulkhead,
            TokenSettings token,
            Supplier<ControlSequence> sequence,
            Clock clock) {
        this.handler = handler;
        this.settings = settings;
        this.bulkhead = bulkhead;
        this.token = token;
        this.sequence = sequence;
        this.clock = clock;
    }

    /** Completed exceptionally when there is no answer, or one that makes no sense. */
    CompletionStage<Verdict> ask(String auth, RoomId room) {
        return bulkhead.call(() -> {
            ControlSequence before = sequence.get(); // first: what is invalidated from here on counts
            Instant asked = clock.instant();
            AuthHandler.Answer answer = handler.authenticate(auth, room, settings);
            if (answer instanceof AuthHandler.Refused refused) {
                return new Refused(Code.INVALID_TOKEN, refused.reason());
            }
            if (answer instanceof AuthHandler.Forbidden forbidden) {
                return new Refused(Code.FORBIDDEN, forbidden.reason());
            }
            if (answer instanceof Accepted accepted) {
                return accept(accepted, before, asked);
            }
            throw new IllegalStateException("the answer is null");
        });
    }

    private Verdict accept(Accepted answer, ControlSequence before, Instant asked) {
        Optional<String> excess = TokenFormat.excess(answer.user(), answer.data(), answer.groups(), answer.grants());
        if (excess.isPresent() || !UserIds.isUserId(answer.userId())) {
            throw new IllegalStateException(excess.orElse("the user id is none"));
        }
        Instant latest = asked.plus(token.maxTtl());
        Instant wanted = answer.expiresAt().orElse(asked.plus(token.ttl()));
        Instant expiresAt = wanted.isAfter(latest) ? latest : wanted;
        if (!expiresAt.isAfter(asked)) {
            return new Refused(Code.TOKEN_EXPIRED);
        }
        String id = UUID.randomUUID().toString();
        return new Verdict.Authenticated(new AuthData(
                answer.userId(),
                Json.object(answer.user()).add("id", answer.userId()).build(),
                answer.groups(),
                AuthData.Source.HANDLER,
                answer.grants(),
                answer.data(),
                id,
                id,
                asked,
                expiresAt,
                Optional.of(before),
                Optional.empty(),
                Optional.empty(),
                0));
    }
}
