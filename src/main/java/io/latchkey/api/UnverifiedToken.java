package io.latchkey.api;

import jakarta.json.JsonObject;
import java.util.Optional;

/**
 * What a token says of itself before anybody has checked its signature: whoever sent it may have written all of it.
 * Good for choosing among keys that one trusts anyway, and for nothing else: no URL, file name or statement may be made
 * of it.
 *
 * @param algorithm {@code alg} of the header
 * @param keyId {@code kid} of the header
 */
public record UnverifiedToken(String algorithm, Optional<String> keyId, JsonObject unverifiedClaims) {
    /** The algorithm alone: claims do not belong into a log. */
    @Override
    public String toString() {
        return "unverified " + algorithm;
    }
}
