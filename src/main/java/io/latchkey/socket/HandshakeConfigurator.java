package io.latchkey.socket;

import io.latchkey.api.AuthData;
import io.latchkey.protocol.Code;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Validates the credential during the handshake and leaves {@link AuthData}, or the refusal, in the user properties: a
 * copy for this connection during {@code modifyHandshake} (Jakarta WebSocket 2.1 section 3.1.3), so that concurrent
 * handshakes never see one another's.
 */
public class HandshakeConfigurator extends ServerEndpointConfig.Configurator {
    /** The connection's {@link AuthData}, as of the handshake; not there when another server still has to say. */
    public static final String AUTH_DATA = "io.latchkey.authData";

    static final String HANDSHAKE = "io.latchkey.handshake";
    /** A {@code CompletableFuture} of an {@link Admission}: upgraded first, decided when the verdict is there. */
    static final String ADMISSION = "io.latchkey.admission";

    private volatile @Nullable SocketServices services;

    @Override
    public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
        Map<String, Object> properties = config.getUserProperties();
        if (!(request.getUserPrincipal() instanceof HandshakePrincipal principal)) {
            return; // whatever came here did not pass the filter; without an admission it is closed
        }
        Handshake handshake = principal.handshake();
        properties.put(HANDSHAKE, handshake.spent());
        if (!handshake.speaksLatchkey()) {
            Admission denied = new Admission.Denied(Code.VERSION_UNSUPPORTED, "");
            properties.put(ADMISSION, CompletableFuture.completedFuture(denied));
            return;
        }
        CompletableFuture<Admission> admission = principal
                .admission()
                .map(CompletableFuture::completedFuture)
                .orElseGet(() -> decide(handshake).toCompletableFuture());
        properties.put(ADMISSION, admission);
        if (admission.isDone() && admission.join() instanceof Admission.Admitted admitted) {
            properties.put(AUTH_DATA, admitted.auth());
        }
    }

    private CompletionStage<Admission> decide(Handshake handshake) {
        return Admission.decide(
                handshake, services().settings().auth().mode(), services().authenticator());
    }

    /** One for each connection (Jakarta WebSocket 2.1 section 3.1.7). */
    @Override
    public <T> T getEndpointInstance(Class<T> endpoint) {
        return endpoint.cast(new RoomEndpoint(services()));
    }

    private SocketServices services() {
        SocketServices known = services;
        if (known == null) {
            known = find();
            services = known;
        }
        return known;
    }

    /** By hand: only WildFly injects into a Configurator. */
    static SocketServices find() {
        return CDI.current().select(SocketServices.class).get();
    }

    /**
     * Never echoes a token. When only foreign subprotocols were offered the first is echoed, because a browser does not
     * show the close code of a connection that negotiated none of those it asked for.
     */
    @Override
    public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
        List<String> names = new ArrayList<>();
        for (String name : String.join(",", requested).split(",", -1)) {
            if (!name.isBlank() && !name.strip().startsWith(HandshakeReader.TOKEN_SUBPROTOCOL)) {
                names.add(name.strip());
            }
        }
        Optional<String> first = names.stream().findFirst();
        return names.contains(HandshakeReader.SUBPROTOCOL) ? HandshakeReader.SUBPROTOCOL : first.orElse("");
    }
}
