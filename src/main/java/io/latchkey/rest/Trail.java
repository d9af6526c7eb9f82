package io.latchkey.rest;

import io.latchkey.access.ClientAddress;
import io.latchkey.api.AuthData;
import io.latchkey.api.Caller;
import io.latchkey.api.RoomId;
import io.latchkey.audit.AuditEvent;
import io.latchkey.audit.AuditEvent.Kind;
import io.latchkey.audit.AuditLog;
import io.latchkey.invalidation.Invalidation;
import io.latchkey.protocol.Code;
import io.latchkey.token.CallerTokens.Resource;
import io.latchkey.token.CallerTokens.RoomToken;
import io.latchkey.token.Operator;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/** What calls leave in the audit log: each with the address that it came from. */
@ApplicationScoped
public class Trail {
    @Inject
    private AuditLog audit;

    @Inject
    private ClientAddress addresses;

    /** A token was given out: soon, an entry for each of its rooms. */
    void issued(HttpServletRequest request, RoomToken token) {
        for (Resource resource : token.resources()) {
            audit.record(AuditEvent.of(Kind.ISSUED)
                    .user(token.userId())
                    .rooms(resource.room())
                    .with("access", resource.access().toString())
                    .with("until", token.expiresAt().toString())
                    .address(address(request)));
        }
    }

    /**
     * Before it is answered: for administrative acts.
     *
     * @throws io.latchkey.store.StoreException when it can't be noted; answer nothing else then
     */
    void write(HttpServletRequest request, Operator operator, AuditEvent event) {
        audit.write(event.by(operator.userId()).address(address(request)));
    }

    /** The same, for acts that end on another thread than the request's. */
    Consumer<AuditEvent> writer(HttpServletRequest request, Operator operator) {
        String from = address(request);
        return event -> audit.write(event.by(operator.userId()).address(from));
    }

    /** Notes an invalidation under its receipt's id, once there is one. */
    Function<String, CompletionStage<?>> noting(
            HttpServletRequest request, Operator operator, Invalidation invalidation) {
        AuditEvent event = Receipts.event(invalidation).by(operator.userId()).address(address(request));
        return id -> audit.writing(event.with("receipt", id));
    }

    /** A ticket was sold. */
    void sold(HttpServletRequest request, AuthData auth, RoomId room) {
        audit.record(AuditEvent.of(Kind.ISSUED)
                .user(auth.userId())
                .room(room)
                .with("what", "ticket")
                .address(address(request)));
    }

    /** A call of somebody who is no mere user, of whom there may be many: counted. */
    void used(HttpServletRequest request, Operator operator) {
        audit.count(AuditEvent.of(Kind.KEY_USED).user(operator.userId()), address(request));
    }

    /** Somebody, known or not, was refused: counted. */
    void refused(HttpServletRequest request, Code code) {
        AuditEvent event = AuditEvent.refused(code).with("where", "rest");
        Optional<String> user =
                Caller.of(request.getAttribute(Caller.ATTRIBUTE)).map(Caller::name);
        audit.count(user.map(event::user).orElse(event), address(request));
    }

    private String address(HttpServletRequest request) {
        return addresses.of(request.getRemoteAddr(), request::getHeaders);
    }
}
