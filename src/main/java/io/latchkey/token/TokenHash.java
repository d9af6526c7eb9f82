package io.latchkey.token;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Names a token in memory without holding it: SHA-256. Unlike {@code String.hashCode}, nobody can make two collide. */
public record TokenHash(long a, long b, long c, long d, int length) {
    public static TokenHash of(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            ByteBuffer longs = ByteBuffer.wrap(digest);
            return new TokenHash(longs.getLong(), longs.getLong(), longs.getLong(), longs.getLong(), token.length());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
