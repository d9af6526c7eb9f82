package io.latchkey.token;

import io.latchkey.config.SettingsException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HS256 keys: from {@code latchkey.token.secret}, or from bytes that the database keeps. */
final class HmacKeys {
    static final int BYTES = 32;

    private static final String NAME = "latchkey.token.secret";
    private static final String MAC = "HmacSHA256";
    private static final int KID_BYTES = 12;

    /** Secrets that stand in manuals, ours and others', and so protect nothing. */
    private static final List<String> SAMPLES = List.of(
            "utf8:a-string-secret-at-least-256-bits-long",
            "utf8:your-256-bit-secret-your-256-bit-secret",
            "utf8:change-me-change-me-change-me-change-me",
            "utf8:0123456789abcdef0123456789abcdef",
            "utf8:01234567890123456789012345678901",
            "utf8:secretsecretsecretsecretsecretsecret",
            "utf8:replace-this-with-32-or-more-random-bytes",
            "base64:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
            // RFC 7515 appendix A.1
            "base64:AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow");

    private HmacKeys() {}

    /** @throws SettingsException when the secret is not written as one, or is one that can be guessed */
    static SigningKey ofSetting(String setting) {
        byte[] secret = decode(setting)
                .orElseThrow(() -> new SettingsException(
                        NAME + ": write utf8: or base64: in front of the secret, and base64 without white space"));
        if (secret.length < BYTES) {
            throw new SettingsException(
                    NAME + ": shorter than 256 bits (RFC 7518 section 3.2); `openssl rand -base64 32` makes one");
        }
        if (isOneByteRepeated(secret)) {
            throw new SettingsException(NAME + ": one byte over and over; `openssl rand -base64 32` makes a secret");
        }
        if (SAMPLES.stream().anyMatch(sample -> Arrays.equals(decode(sample).orElseThrow(), secret))) {
            throw new SettingsException(NAME + ": this is a manual's sample; `openssl rand -base64 32` makes a secret");
        }
        return of(secret);
    }

    /** The kid is derived one-way under the secret itself: a plain hash of it would help to guess it. */
    static SigningKey of(byte[] secret) {
        SecretKeySpec key = new SecretKeySpec(secret, MAC);
        byte[] id = Arrays.copyOf(derive(secret, "latchkey kid"), KID_BYTES);
        return new SigningKey(
                Base64.getUrlEncoder().withoutPadding().encodeToString(id), "HS256", Optional.of(key), key);
    }

    /** 256 bits for another purpose, from which nobody finds the secret. */
    static byte[] derive(byte[] secret, String purpose) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(secret, MAC));
            return mac.doFinal(purpose.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HmacSHA256");
        }
    }

    private static Optional<byte[]> decode(String setting) {
        if (setting.startsWith("utf8:")) {
            return Optional.of(setting.substring("utf8:".length()).getBytes(StandardCharsets.UTF_8));
        }
        if (!setting.startsWith("base64:")) {
            return Optional.empty();
        }
        try {
            String text =
                    setting.substring("base64:".length()).replace('+', '-').replace('/', '_');
            return Optional.of(Base64.getUrlDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean isOneByteRepeated(byte[] secret) {
        for (byte b : secret) {
            if (b != secret[0]) {
                return false;
            }
        }
        return true;
    }
}
