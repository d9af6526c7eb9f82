package io.latchkey.socket;

import io.latchkey.access.Budgets;
import io.latchkey.access.ClientAddress;
import io.latchkey.access.Origins;
import io.latchkey.config.Settings;
import io.latchkey.config.Settings.HandshakeRefusal;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.Problem;
import io.latchkey.protocol.ProtocolException;
import io.latchkey.room.Rooms;
import io.latchkey.token.Authenticator;
import io.latchkey.token.BoundedWait;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Stands in front of every upgrade and gives the refusals that must be HTTP. Mapped to everything, because a mapping to
 * {@code /rooms/*} can be walked around (see {@link io.latchkey.protocol.RoomPath}).
 */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class HandshakeFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    @Inject
    private transient Authenticator authenticator;

    @Inject
    private transient BoundedWait waiting;

    @Inject
    private transient Origins origins;

    @Inject
    private transient ClientAddress addresses;

    @Inject
    private transient Budgets budgets;

    @Inject
    private transient Rooms rooms;

    @Inject
    private transient Settings settings;

    @Inject
    private transient HandshakeWatch watch;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        boolean upgrade = HandshakeReader.isUpgrade(request);
        if (!upgrade && !HandshakeReader.isRoomPath(request)) {
            chain.doFilter(request, response);
            return;
        }
        try {
            Handshake handshake = new HandshakeReader(addresses, settings.auth().queryToken()).read(request);
            requireAllowed(request, upgrade, handshake);
            HttpServletRequest carrying = carrying(request, handshake);
            chain.doFilter(carrying, response);
        } catch (ProtocolException refusal) {
            watch.refused(refusal.code(), HandshakeReader.address(addresses, request));
            refuse(request, response, refusal);
        }
    }

    private void requireAllowed(HttpServletRequest request, boolean upgrade, Handshake handshake)
            throws ProtocolException {
        if (!upgrade) {
            throw new ProtocolException(Code.VERSION_UNSUPPORTED, "A room is a WebSocket: send an upgrade.");
        }
        String origin = request.getHeader("Origin");
        if (origin != null && !origins.allows(origin, Optional.ofNullable(request.getHeader("Host")))) {
            throw new ProtocolException(Code.ORIGIN_DENIED, Code.ORIGIN_DENIED.message());
        }
        requireRoom(handshake);
        if (!handshake.speaksLatchkey() && refusesByHttp(handshake)) {
            throw new ProtocolException(Code.VERSION_UNSUPPORTED, Code.VERSION_UNSUPPORTED.message());
        }
    }

    /** A look only: the places are taken once the socket is open, and given back when it ends. */
    private void requireRoom(Handshake handshake) throws ProtocolException {
        Optional<Budgets.Permit> connection = budgets.connection();
        Optional<Budgets.Permit> stranger = budgets.stranger(handshake.address());
        connection.ifPresent(Budgets.Permit::close);
        stranger.ifPresent(Budgets.Permit::close);
        if (connection.isEmpty()) {
            throw new ProtocolException(Code.OVERLOADED, "This server has as many connections as it takes.");
        }
        if (stranger.isEmpty() && handshake.credentials().isEmpty()) {
            throw new ProtocolException(Code.RATE_LIMITED, "Too many connections wait for authentication.");
        }
        if (rooms.isDraining()) {
            throw new ProtocolException(Code.DRAINING, Code.DRAINING.message());
        }
    }

    private boolean refusesByHttp(Handshake handshake) {
        HandshakeRefusal refusal = settings.auth().refusal();
        return refusal == HandshakeRefusal.HTTP || refusal == HandshakeRefusal.AUTO && !handshake.browser();
    }

    private HttpServletRequest carrying(HttpServletRequest request, Handshake handshake) throws ProtocolException {
        Optional<Admission> admission = Optional.empty();
        if (refusesByHttp(handshake)) {
            // the upgrade can't be taken up again after startAsync: the servers' filters are not mapped to that
            // dispatch
            admission = waiting.await(
                            Admission.decide(handshake, settings.auth().mode(), authenticator))
                    .or(() -> Optional.of(Admission.unavailable()));
            if (admission.get() instanceof Admission.Denied denied) {
                throw new ProtocolException(denied.code(), denied.detail());
            }
        }
        HandshakePrincipal principal =
                new HandshakePrincipal(admission.isPresent() ? handshake.spent() : handshake, admission);
        return new DecidedUpgrade(request, principal);
    }

    /** By hand and not by {@code sendError}, which some servers answer with a page of their own. */
    private static void refuse(HttpServletRequest request, HttpServletResponse response, ProtocolException refusal)
            throws IOException {
        Problem problem = new Problem(refusal.code(), refusal.detail());
        response.setStatus(problem.status());
        response.setContentType(Problem.MEDIA_TYPE + ";charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        problem.challenge(HandshakeReader.presentsCredential(request))
                .ifPresent(challenge -> response.setHeader("WWW-Authenticate", challenge));
        problem.retryAfter().ifPresent(seconds -> response.setHeader("Retry-After", seconds));
        response.getOutputStream().write(problem.encode().getBytes(StandardCharsets.UTF_8));
    }
}
