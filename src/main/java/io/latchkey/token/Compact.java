package io.latchkey.token;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The parts of a compact JWS or JWE (RFC 7515 section 7.1, RFC 7516 section 7.1), each strict base64url: no padding, no
 * white space, no bits that decode to nothing, so that nobody can write one token in many ways.
 */
public record Compact(List<String> parts) {
    public static final int JWS = 3;
    public static final int JWE = 5;

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final boolean[] KNOWN = new boolean[128];
    private static final int ENCRYPTED_KEY = 1;

    static {
        ALPHABET.chars().forEach(c -> KNOWN[c] = true);
    }

    public static Optional<Compact> parse(String text, int count) {
        List<String> parts = List.of(text.split("\\.", -1));
        if (parts.size() != count) {
            return Optional.empty();
        }
        for (int i = 0; i < count; i++) {
            // with "dir" there is no encrypted key (RFC 7518 section 4.5)
            boolean mustBeEmpty = count == JWE && i == ENCRYPTED_KEY;
            if (parts.get(i).isEmpty() != mustBeEmpty || !isCanonical(parts.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(new Compact(parts));
    }

    /** The part as text; empty when it is not UTF-8. */
    public Optional<String> text(int part) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(parts.get(part)));
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static boolean isCanonical(String part) {
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c >= KNOWN.length || !KNOWN[c]) {
                return false;
            }
        }
        return switch (part.length() % 4) {
            case 0 -> true;
            case 2 -> lastValue(part) % 16 == 0;
            case 3 -> lastValue(part) % 4 == 0;
            default -> false;
        };
    }

    private static int lastValue(String part) {
        return ALPHABET.indexOf(part.charAt(part.length() - 1));
    }
}
