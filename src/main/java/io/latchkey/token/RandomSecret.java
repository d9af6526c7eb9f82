package io.latchkey.token;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Secrets that a client only presents: 256 random bits, of which the server keeps the SHA-256. Nobody can guess so many
 * bits, so that a slow hash, as for passwords, would gain nothing.
 */
final class RandomSecret {
    private static final int BYTES = 32;
    private static final int ID_BYTES = 8;
    private static final int TIME_DIGITS = 12;

    private RandomSecret() {}

    /** 43 characters. */
    static String next() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random(BYTES));
    }

    /** A name that is no secret; later ones sort behind. */
    static String id(Instant now) {
        return HexFormat.of().toHexDigits(now.toEpochMilli(), TIME_DIGITS)
                + HexFormat.of().formatHex(random(ID_BYTES));
    }

    private static byte[] random(int count) {
        byte[] bytes = new byte[count];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    /** In hexadecimal digits. */
    static String hash(String secret) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
