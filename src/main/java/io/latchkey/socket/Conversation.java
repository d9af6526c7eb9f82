package io.latchkey.socket;

import io.latchkey.api.AuthData;
import io.latchkey.protocol.ClientMessage;
import io.latchkey.protocol.ClientMessage.Authenticate;
import io.latchkey.protocol.ClientMessage.Broadcast;
import io.latchkey.protocol.ClientMessage.Mutate;
import io.latchkey.protocol.ClientMessage.Ping;
import io.latchkey.protocol.ClientMessage.Presence;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.ServerMessage.Failure;
import io.latchkey.protocol.ServerMessage.Pong;
import io.latchkey.protocol.ServerMessage.Unauthorized;
import io.latchkey.room.EntryResult.Entered;
import io.latchkey.token.Authenticator;
import io.latchkey.token.Credential;
import io.latchkey.token.Credential.Kind;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What a member says, message by message. One frame at a time, on whatever thread. */
final class Conversation {
    private static final int TRIES = 3;

    private final Handshake handshake;
    private final Entered here;
    private final Authenticator authenticator;
    private int failures;

    Conversation(Handshake handshake, Entered here, Authenticator authenticator) {
        this.handshake = handshake;
        this.here = here;
        this.authenticator = authenticator;
    }

    Entered here() {
        return here;
    }

    /**
     * Takes a frame that was read whole; mutations stay together. Done when every verdict in it is there; the next frame
     * must wait for that.
     */
    CompletableFuture<?> take(List<ClientMessage> frame) {
        here.member().heard();
        return take(frame.iterator(), new ArrayList<>());
    }

    private CompletableFuture<?> take(Iterator<ClientMessage> rest, List<Mutate> mutations) {
        while (rest.hasNext()) {
            ClientMessage message = rest.next();
            if (message instanceof Mutate mutate) {
                mutations.add(mutate);
            } else if (message instanceof Authenticate authenticate) {
                CompletableFuture<?> renewed = renew(authenticate);
                if (!renewed.isDone()) {
                    return renewed.thenCompose(done -> take(rest, mutations));
                }
            } else {
                take(message);
            }
        }
        if (!mutations.isEmpty()) {
            here.room().mutate(here.member(), mutations);
        }
        return CompletableFuture.completedFuture(mutations);
    }

    private void take(ClientMessage message) {
        if (message instanceof Ping ping) {
            here.member().tell(new Pong(ping.ref().toString()).encode());
        } else if (message instanceof Presence presence) {
            here.room().presence(here.member(), presence.data());
        } else if (message instanceof Broadcast broadcast) {
            here.room().broadcast(here.member(), broadcast.event(), broadcast.data());
        } else {
            here.member().tell(Failure.of(Code.UNKNOWN_MESSAGE).encode());
        }
    }

    /** A later credential of the same user: rights and expiry change in place, or stay until they end. */
    private CompletableFuture<?> renew(Authenticate authenticate) {
        return Admission.ofMessage(credential(authenticate), handshake, authenticator)
                .thenAccept(this::renew)
                .toCompletableFuture();
    }

    private void renew(Admission admission) {
        if (admission instanceof Admission.Admitted admitted && isSameUser(admitted.auth())) {
            failures = 0;
            here.room().renew(here.member(), admitted.auth());
            return;
        }
        Code code = admission instanceof Admission.Denied denied ? denied.code() : Code.USER_MISMATCH;
        failures++;
        Code told = failures == TRIES ? Code.TOO_MANY_ATTEMPTS : code;
        here.member().tell(new Unauthorized(told, told.message()).encode());
        if (failures == TRIES) {
            here.member().close(told);
        }
    }

    private boolean isSameUser(AuthData auth) {
        return auth.userId().equals(here.member().auth().userId());
    }

    static Credential credential(Authenticate authenticate) {
        return authenticate
                .ticket()
                .map(ticket -> new Credential(Kind.TICKET, ticket))
                .orElseGet(
                        () -> new Credential(Kind.MESSAGE, authenticate.token().orElse("")));
    }
}
