package io.latchkey.rest;

import io.latchkey.protocol.Code;
import jakarta.json.JsonObject;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The token that a call is about, in a form (RFC 7009 section 2.1, RFC 7662 section 2.1) or in the same as JSON. */
final class TokenBody {
    /** A token is 8 KB at most; in a form each of its characters could be escaped. */
    private static final int LIMIT = 32 * 1024;

    private static final String PARAMETER = "token=";
    private static final Set<String> MEMBERS = Set.of("token", "token_type_hint");

    private TokenBody() {}

    /** @throws RefusedRequest with {@code payload_too_large} or {@code invalid_request} */
    static String read(@Nullable MediaType type, InputStream body) throws IOException {
        boolean json = MediaType.APPLICATION_JSON_TYPE.isCompatible(type);
        return (json ? ofJson(body) : ofForm(body))
                .orElseThrow(() -> new RefusedRequest(Code.INVALID_REQUEST, "Send exactly one token."));
    }

    private static Optional<String> ofJson(InputStream body) throws IOException {
        JsonObject object = JsonBody.object(body, LIMIT, MEMBERS);
        JsonBody.string(object, "token_type_hint");
        return JsonBody.string(object, "token");
    }

    /** What else stands in the form is for others (RFC 6749 section 3.2); a parameter must not stand there twice. */
    private static Optional<String> ofForm(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(LIMIT + 1);
        if (bytes.length > LIMIT) {
            throw new RefusedRequest(Code.PAYLOAD_TOO_LARGE, "A body here is at most " + LIMIT + " bytes.");
        }
        List<String> tokens = List.of(new String(bytes, StandardCharsets.UTF_8).split("&", -1)).stream()
                .filter(parameter -> parameter.startsWith(PARAMETER))
                .toList();
        return tokens.size() == 1 ? Optional.of(decoded(tokens.get(0))) : Optional.empty();
    }

    private static String decoded(String parameter) {
        try {
            return URLDecoder.decode(parameter.substring(PARAMETER.length()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new RefusedRequest(Code.INVALID_REQUEST, "The form is not encoded as one.");
        }
    }
}
