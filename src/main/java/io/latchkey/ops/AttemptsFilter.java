package io.latchkey.ops;

import io.latchkey.access.Attempts;
import io.latchkey.access.ClientAddress;
import io.latchkey.api.Caller;
import io.latchkey.protocol.Code;
import io.latchkey.token.Credential;
import io.latchkey.token.Operators;
import io.latchkey.token.TokenHash;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Slows who guesses passwords of Basic logins, or API keys. Whoever guesses too much is answered without a look at
 * whether this guess was right. Room tokens are left alone: nobody guesses a signature.
 */
public class AttemptsFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final String BASIC = "basic ";
    private static final String RETRY_AFTER = "5";

    @Inject
    private transient Attempts attempts;

    @Inject
    private transient ClientAddress addresses;

    @Inject
    private transient Operators operators;

    /** @param right whether the credential is a good one; asked only when it has to be */
    private record Guess(String address, String name, String hash, BooleanSupplier right) {}

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Optional<Guess> guess = guess(request).filter(made -> !attempts.isKnown(made.address, made.hash));
        if (guess.isEmpty()) {
            chain.doFilter(request, response);
        } else if (attempts.mayTry(guess.get().address, guess.get().name)) {
            attempt(guess.get(), request, response, chain);
        } else {
            response.setHeader("Retry-After", RETRY_AFTER);
            Problems.send(response, Code.TOO_MANY_ATTEMPTS);
        }
    }

    private void attempt(Guess guess, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        boolean right = guess.right.getAsBoolean();
        if (!right) {
            attempts.failed(guess.address, guess.name);
        }
        chain.doFilter(request, response);
        // the container's own realm is asked by /login, and no sooner
        if (right || guess.right.getAsBoolean()) {
            attempts.succeeded(guess.address, guess.hash);
        }
    }

    private Optional<Guess> guess(HttpServletRequest request) {
        String authorization =
                Optional.ofNullable(request.getHeader("Authorization")).orElse("");
        String scheme = authorization.toLowerCase(Locale.ROOT);
        if (scheme.startsWith(BASIC)) {
            BooleanSupplier right =
                    () -> Caller.of(request.getAttribute(Caller.ATTRIBUTE)).isPresent();
            if (request.getSession(false) != null && right.getAsBoolean()) {
                return Optional.empty(); // whom the session knows: that says nothing of this password
            }
            String name = name(authorization.substring(BASIC.length()).strip());
            return Optional.of(new Guess(
                    address(request), name, TokenHash.of(authorization).toString(), right));
        }
        String bearer = Credential.bearer(authorization).orElse("");
        if (bearer.isEmpty() || !operators.isKey(bearer)) {
            return Optional.empty();
        }
        BooleanSupplier right = () -> operators.byKey(bearer).isPresent();
        return Optional.of(
                new Guess(address(request), "", TokenHash.of(authorization).toString(), right));
    }

    private String address(HttpServletRequest request) {
        return addresses.of(request.getRemoteAddr(), request::getHeaders);
    }

    /** The user of RFC 7617, or nobody's name when it is not written as one. */
    private static String name(String encoded) {
        try {
            String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return "name " + (colon < 0 ? "" : pair.substring(0, Math.min(colon, 128)));
        } catch (IllegalArgumentException e) {
            return "name ";
        }
    }
}
