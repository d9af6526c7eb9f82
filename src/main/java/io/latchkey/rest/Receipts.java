package io.latchkey.rest;

import io.latchkey.api.RoomId;
import io.latchkey.audit.AuditEvent;
import io.latchkey.invalidation.Invalidation;
import io.latchkey.invalidation.Receipt;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.JsonLine;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Receipts as they are answered: 200 when the change holds everywhere, 202 when a node has not said so yet. */
final class Receipts {
    private static final int ACCEPTED = 202;

    private Receipts() {}

    /** @param receipt empty when the target was a connection that is not there */
    static CompletionStage<Response> answer(CompletionStage<Optional<Receipt>> receipt) {
        return receipt.thenApplyAsync(given ->
                answer(given.orElseThrow(() -> new RefusedRequest(Code.NOT_FOUND, "There is no such connection."))));
    }

    /** What the log says of an invalidation. */
    static AuditEvent event(Invalidation invalidation) {
        Invalidation.Target target = invalidation.target();
        AuditEvent event = AuditEvent.of(AuditEvent.Kind.INVALIDATED)
                .with("mode", invalidation.mode().name().toLowerCase(Locale.ROOT));
        event = target.user().map(event::user).orElse(event);
        event = target.room().map(RoomId::new).map(event::room).orElse(event);
        Map<String, Optional<String>> details = Map.of(
                "session", target.session(),
                "token", target.token(),
                "connection", target.connection(),
                "reason", invalidation.reason());
        for (Map.Entry<String, Optional<String>> detail : details.entrySet()) {
            AuditEvent before = event;
            event = detail.getValue()
                    .map(value -> before.with(detail.getKey(), value))
                    .orElse(before);
        }
        return target.all() ? event.with("all", "true") : event;
    }

    static Response answer(Receipt receipt) {
        return Response.status(receipt.applied() ? Response.Status.OK.getStatusCode() : ACCEPTED)
                .entity(describe(receipt))
                .build();
    }

    private static String describe(Receipt receipt) {
        JsonLine node = new JsonLine().string("id", receipt.node()).raw("applied", Boolean.toString(receipt.applied()));
        return new JsonLine()
                .string("id", receipt.id())
                .number("sequence", receipt.sequence())
                .string("effectiveAt", receipt.effectiveAt().toString())
                .raw(
                        "connections",
                        new JsonLine()
                                .number("matched", receipt.matched())
                                .number("closed", receipt.closed())
                                .toString())
                .raw("nodes", "[" + node + "]")
                .array(
                        "rooms",
                        receipt.rooms().entrySet().stream()
                                .map(room -> new JsonLine()
                                        .string("room", room.getKey().value())
                                        .number("version", room.getValue())
                                        .toString())
                                .toList())
                .toString();
    }
}
