package io.latchkey.token;

import io.latchkey.protocol.Code;
import io.latchkey.protocol.Json;
import io.latchkey.protocol.ProtocolException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.List;
import java.util.Optional;

/** The JOSE header of a room token. Whatever is wrong with it, the refusal says no more than that. */
record Header(JsonObject json) {
    /** Ways for a token to bring its own key (RFC 8725 section 3.10), and ways to need more than we look at. */
    private static final List<String> REFUSED = List.of("crit", "jwk", "jku", "x5u", "x5c", "b64", "zip");

    /** @throws ProtocolException with {@code invalid_token} when it is none of ours (RFC 8725 section 3.11) */
    static Header of(Compact compact) throws ProtocolException {
        Header header = new Header(json(compact, 0));
        if (REFUSED.stream().anyMatch(header.json::containsKey)
                || !header.string("typ").equals(TokenFormat.TYPE)) {
            throw refuse();
        }
        return header;
    }

    String string(String name) throws ProtocolException {
        if (json.get(name) instanceof JsonString string) {
            return string.getString();
        }
        throw refuse();
    }

    Optional<String> keyId() throws ProtocolException {
        return json.containsKey("kid") ? Optional.of(string("kid")) : Optional.empty();
    }

    /** A part of the token. */
    static JsonObject json(Compact compact, int part) throws ProtocolException {
        try {
            return Json.parseObject(compact.text(part).orElseThrow(Header::refuse));
        } catch (ProtocolException e) {
            throw refuse();
        }
    }

    static ProtocolException refuse() {
        return new ProtocolException(Code.INVALID_TOKEN, Code.INVALID_TOKEN.message());
    }
}
