package io.latchkey.socket;

import io.latchkey.api.AuthData;
import io.latchkey.protocol.ClientFrame;
import io.latchkey.protocol.ClientMessage;
import io.latchkey.protocol.ClientMessage.Authenticate;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.Json;
import io.latchkey.protocol.ProtocolException;
import io.latchkey.room.EntryRequest;
import io.latchkey.room.EntryResult;
import io.latchkey.room.EntryResult.Entered;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket, from its opening to its end: what the container calls. One instance a connection, called by one thread
 * at a time, and by whoever brings a verdict that was waited for, in {@link Turn}. Made by the {@link
 * HandshakeConfigurator}: for an injected one Payara describes the class anew at each connect, and keeps that.
 */
@ServerEndpoint(
        value = "/rooms/{room}",
        subprotocols = HandshakeReader.SUBPROTOCOL,
        configurator = HandshakeConfigurator.class)
public class RoomEndpoint {
    private static final Logger LOG = System.getLogger(RoomEndpoint.class.getName());
    private static final int UNSUPPORTED_DATA = 1003;
    private static final long ENTRY_SECONDS = 30;

    private final SocketServices services;
    /** The parts of a message whose last has not come. */
    private @Nullable StringBuilder unfinished;

    private final Places places = new Places();
    private final Turn turn = new Turn();

    @SuppressWarnings("NullAway.Init") // there before anything can be called
    private Connection connection;

    @SuppressWarnings("NullAway.Init")
    private Refusals refusals;

    @SuppressWarnings("NullAway.Init") // there whenever anything else is: without it the socket is refused
    private Handshake handshake;

    @SuppressWarnings("NullAway.Init")
    private MessageRate rate;

    private volatile boolean stranger = true;
    private volatile @Nullable FirstMessage first;
    private volatile @Nullable CompletableFuture<EntryResult> entering;
    private volatile @Nullable Conversation conversation;

    /** For a server that reads the class and wants this; those that follow the specification call the other one. */
    public RoomEndpoint() {
        this(HandshakeConfigurator.find());
    }

    RoomEndpoint(SocketServices services) {
        this.services = services;
    }

    /** An exception here would leave the socket open on four of five servers. */
    @OnOpen
    public void open(Session session) {
        connection = new Connection(session, services.watch().frames(), services.timer());
        refusals = new Refusals(connection, code -> services.watch().refused(code, address()));
        rate = new MessageRate(services.settings().limits().rate());
        try {
            if (session.getMaxIdleTimeout() > 0) {
                session.setMaxIdleTimeout(0); // heartbeat and deadlines are the engine's
            }
            Object read = session.getUserProperties().remove(HandshakeConfigurator.HANDSHAKE);
            Object admission = session.getUserProperties().remove(HandshakeConfigurator.ADMISSION);
            if (read instanceof Handshake known && admission instanceof CompletableFuture<?> deciding) {
                handshake = known;
                turn.run(() -> begin(deciding.thenApply(Admission.class::cast)));
            } else {
                refusals.refuse(Code.FORBIDDEN);
            }
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private void begin(CompletableFuture<Admission> deciding) {
        if (!places.take(services.budgets().connection())) {
            refusals.refuse(Code.OVERLOADED);
        } else if (deciding.isDone()) {
            decided(deciding.join());
        } else if (!places.take(services.budgets().stranger(handshake.address()))) {
            refusals.refuse(Code.RATE_LIMITED);
        } else {
            Runnable late = () -> deciding.complete(new Admission.Denied(Code.AUTH_TIMEOUT, ""));
            services.timer().schedule(late, left().toMillis(), TimeUnit.MILLISECONDS);
            connection.askToSpeak();
            await(connection.settled(deciding), admission -> {
                places.giveBack();
                decided(admission);
            });
        }
    }

    /** Of the time in which a socket must authenticate. */
    private Duration left() {
        Duration left = services.settings().auth().timeout().minusNanos(connection.age());
        return left.isNegative() ? Duration.ZERO : left;
    }

    private void decided(Admission admission) {
        if (admission instanceof Admission.Admitted admitted) {
            enter(admitted.auth());
        } else if (!places.take(services.budgets().stranger(handshake.address()))) {
            refusals.refuse(Code.RATE_LIMITED);
        } else if (admission instanceof Admission.Owed owed) {
            FirstMessage message = new FirstMessage(
                    handshake,
                    owed.bound(),
                    services.authenticator(),
                    services.settings().auth(),
                    refusals);
            first = message;
            message.begin(services.timer(), left());
        } else if (admission instanceof Admission.Denied denied) {
            refusals.refuse(denied.code());
        }
    }

    /** Goes on at once where there is a verdict; else holds back what comes, and no thread. */
    private <T> void await(CompletableFuture<T> verdict, Consumer<T> then) {
        if (verdict.isDone()) {
            then.accept(verdict.join());
            return;
        }
        turn.pause();
        verdict.whenComplete((known, failure) -> turn.resume(() -> {
            try {
                if (!places.isClosed()) {
                    then.accept(verdict.join());
                }
            } catch (RuntimeException e) {
                fail(e);
            }
        }));
    }

    private void enter(AuthData auth) {
        if (!places.take(services.budgets().user(auth.userId()))) {
            refusals.refuse(Code.RATE_LIMITED);
            return;
        }
        stranger = false;
        EntryRequest request =
                new EntryRequest(connection, handshake.address(), auth, handshake.client(), handshake.since());
        CompletableFuture<EntryResult> entry = services.rooms().enter(handshake.room(), request);
        entering = entry;
        if (entry.isDone()) {
            entered(entry.join()); // on this thread, which may write
        } else {
            connection.settled(entry).thenAccept(this::entered);
        }
        connection.askToSpeak();
    }

    private void entered(EntryResult result) {
        if (result instanceof EntryResult.Refused refused) {
            refusals.refuse(refused.code());
        } else {
            services.watch().admitted();
        }
    }

    @SuppressWarnings("ConstantValue") // without a handshake there is only a refusal
    private String address() {
        return handshake == null ? "" : handshake.address();
    }

    /** In parts, so that a message that never ends is refused at the limit and not gathered by the container. */
    @OnMessage
    public void text(String part, boolean last) {
        connection.settle();
        FirstMessage owed = first;
        if (owed != null && owed.isSilenced()) {
            return;
        }
        long limit =
                stranger ? FirstMessage.MAX_BYTES : services.settings().limits().message();
        StringBuilder message = unfinished == null ? new StringBuilder(0) : unfinished;
        message.append(part, 0, (int) Math.min(part.length(), limit + 1));
        boolean tooLarge = message.length() > limit || last && Json.utf8Length(message) > limit;
        unfinished = last || tooLarge ? null : message;
        if (tooLarge) {
            refuse(Code.PAYLOAD_TOO_LARGE);
        } else if (last) {
            String frame = message.toString();
            long waiting = stranger
                    ? FirstMessage.MAX_BYTES
                    : services.settings().limits().queue();
            if (!turn.offer(() -> receive(frame), frame.length() + 1, waiting)) {
                refuse(Code.PAYLOAD_TOO_LARGE);
            }
        }
    }

    private void receive(String frame) {
        if (places.isClosed()) {
            return;
        }
        try {
            List<ClientMessage> messages = ClientFrame.parse(frame);
            FirstMessage owed = first;
            if (owed != null) {
                authenticate(owed, messages);
            } else {
                converse(messages);
            }
        } catch (ProtocolException e) {
            refuse(e.code());
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    /** What stands behind the credential in its frame waits for the verdict. */
    private void authenticate(FirstMessage owed, List<ClientMessage> messages) throws ProtocolException {
        if (owed.isSilenced()) {
            return;
        }
        if (!(messages.get(0) instanceof Authenticate credential)) {
            throw new ProtocolException(Code.CREDENTIALS_REQUIRED, "the first message must be authenticate");
        }
        await(
                owed.attempt(Conversation.credential(credential), services.timer())
                        .toCompletableFuture(),
                auth -> {
                    if (auth.isPresent()) {
                        first = null;
                        places.giveBack(); // no stranger any more
                        enter(auth.get());
                        converse(messages.subList(1, messages.size()));
                    }
                });
    }

    private void converse(List<ClientMessage> messages) {
        if (messages.isEmpty()) {
            return;
        }
        if (!rate.allows(messages.size())) {
            refuse(Code.RATE_LIMITED);
            return;
        }
        CompletableFuture<EntryResult> entry = entering;
        if (conversation == null && entry != null && turn.isResumed()) {
            await(entry.handle((result, failure) -> messages), this::take);
        } else {
            take(messages);
        }
    }

    /** On the container's thread waits for the room to be loaded, which holds the client's next message back there. */
    private void take(List<ClientMessage> messages) {
        CompletableFuture<EntryResult> entry = entering;
        if (conversation == null && entry != null) {
            try {
                if (entry.get(ENTRY_SECONDS, TimeUnit.SECONDS) instanceof Entered here) {
                    conversation = new Conversation(handshake, here, services.authenticator());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException e) {
                refusals.refuse(Code.OVERLOADED);
            }
        }
        Conversation here = conversation;
        if (here != null) {
            await(here.take(messages), done -> {});
        }
    }

    /** A member's refusal waits its turn behind what is being written to it. */
    private void refuse(Code code) {
        Conversation here = conversation;
        if (here == null) {
            refusals.refuse(code);
        } else {
            here.here().member().tell(Refusals.message(code).encode());
            here.here().member().close(code);
        }
    }

    @OnMessage
    public void binary(ByteBuffer data, boolean last) {
        connection.close(UNSUPPORTED_DATA, Code.PROTOCOL_ERROR.toString());
    }

    @OnMessage
    public void pong(PongMessage pong) {
        connection.settle();
        ifEntered(here -> here.member().acknowledged(pong.getApplicationData()));
    }

    @OnClose
    public void closed() {
        places.close();
        FirstMessage owed = first;
        if (owed != null) {
            owed.end();
        }
        turn.run(() -> ifEntered(here -> here.room().leave(here.member())));
    }

    private void ifEntered(Consumer<Entered> action) {
        CompletableFuture<EntryResult> entry = entering;
        if (entry != null) {
            entry.thenAccept(result -> {
                if (result instanceof Entered here) {
                    action.accept(here);
                }
            });
        }
    }

    @OnError
    public void failed(Throwable failure) {
        LOG.log(Level.DEBUG, "A connection failed", failure);
    }

    private void fail(RuntimeException e) {
        LOG.log(Level.ERROR, "A message could not be handled", e);
        refuse(Code.INTERNAL);
    }
}
