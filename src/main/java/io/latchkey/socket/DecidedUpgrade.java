package io.latchkey.socket;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.security.Principal;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An upgrade as the container sees it behind our filter: with our verdict, and without what it should not keep. */
final class DecidedUpgrade extends HttpServletRequestWrapper {
    private final HandshakePrincipal principal;

    DecidedUpgrade(HttpServletRequest request, HandshakePrincipal principal) {
        super(request);
        this.principal = principal;
    }

    @Override
    public Principal getUserPrincipal() {
        return principal;
    }

    /** The address does: Tyrus asks at each handshake, and Payara then waits for the name service. */
    @Override
    public String getLocalName() {
        return getLocalAddr();
    }

    /** Without the credential, which was read: Tyrus copies the headers, and keeps them as long as the socket. */
    @Override
    public Enumeration<String> getHeaders(String name) {
        if (name.equalsIgnoreCase("Authorization")) {
            return Collections.emptyEnumeration();
        }
        if (!name.equalsIgnoreCase(HandshakeReader.SUBPROTOCOLS)) {
            return super.getHeaders(name);
        }
        List<String> rest = HandshakeReader.offered((HttpServletRequest) getRequest()).stream()
                .filter(offered -> !offered.startsWith(HandshakeReader.TOKEN_SUBPROTOCOL))
                .toList();
        return Collections.enumeration(rest.isEmpty() ? rest : List.of(String.join(", ", rest)));
    }

    @Override
    public @Nullable String getHeader(String name) {
        Enumeration<String> values = getHeaders(name);
        return values.hasMoreElements() ? values.nextElement() : null;
    }
}
