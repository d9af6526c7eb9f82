package io.latchkey.ops;

import io.latchkey.access.Scope;
import io.latchkey.api.Caller;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.ProtocolException;
import io.latchkey.token.Authenticator;
import io.latchkey.token.Credential;
import io.latchkey.token.Credential.Kind;
import io.latchkey.token.Operator;
import io.latchkey.token.Operators;
import io.latchkey.token.Refused;
import io.latchkey.token.Verdict;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** Lets operators through: by an API key with the scope, or by a role of the container. For reading calls only. */
@ApplicationScoped
public class Gate {
    @Inject
    private Operators operators;

    @Inject
    private Authenticator authenticator;

    /** @throws ProtocolException with 401 or 403 */
    Operator require(HttpServletRequest request, Scope scope) throws ProtocolException {
        Optional<String> bearer = Credential.bearer(request.getHeader("Authorization"));
        return (bearer.isPresent() ? byKey(bearer.get()) : byRole(request))
                .filter(operator -> operator.has(scope))
                .orElseThrow(() -> refused(Code.FORBIDDEN));
    }

    /** A room token that is good, though not for this, is told from a credential that is wrong. */
    private Optional<Operator> byKey(String bearer) throws ProtocolException {
        if (operators.isKey(bearer)) {
            return Optional.of(operators.byKey(bearer).orElseThrow(() -> refused(Code.INVALID_TOKEN)));
        }
        Verdict verdict = authenticator.verify(new Credential(Kind.AUTHORIZATION, bearer));
        if (verdict instanceof Refused refused) {
            throw new ProtocolException(refused.code(), refused.detail());
        }
        return Optional.empty();
    }

    private Optional<Operator> byRole(HttpServletRequest request) throws ProtocolException {
        boolean none = request.getHeader("Authorization") == null;
        Caller caller = Caller.of(request.getAttribute(Caller.ATTRIBUTE))
                .orElseThrow(() -> refused(none ? Code.CREDENTIALS_REQUIRED : Code.INVALID_TOKEN));
        if ("cross-site".equals(request.getHeader("Sec-Fetch-Site"))) {
            throw refused(Code.ORIGIN_DENIED);
        }
        return operators.byRole(caller, request::isUserInRole);
    }

    private static ProtocolException refused(Code code) {
        return new ProtocolException(code, code.message());
    }
}
