package io.latchkey.audit;

import io.latchkey.protocol.Json;
import io.latchkey.protocol.JsonLine;
import io.latchkey.store.AuditStore.AuditMark;
import io.latchkey.store.AuditStore.AuditRow;
import io.latchkey.store.Secrets;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What proves the log: each row's MAC covers the row and the MAC before it, and the head's signature the last one, so
 * that rows can't be cut off at the end either. HMAC-SHA-256 (RFC 2104). Safe for use by many threads.
 */
final class Chain {
    /** What the first row follows. */
    static final String START = "";

    private static final String ALGORITHM = "HmacSHA256";
    private static final String KEY_NAME = "audit";
    private static final int KEY_BYTES = 32;

    private final SecretKeySpec key;

    Chain(Secrets secrets) {
        byte[] bytes = secrets.getOrCreate(KEY_NAME, () -> {
            byte[] made = new byte[KEY_BYTES];
            new SecureRandom().nextBytes(made);
            return made;
        });
        this.key = new SecretKeySpec(bytes, ALGORITHM);
    }

    /** The row of an event, chained to the one before it. */
    AuditRow row(long number, Instant at, AuditEvent event, String before) {
        JsonLine body = new JsonLine();
        event.details()
                .forEach((name, value) -> body.member(name, name.equals(AuditEvent.COUNT) ? value : Json.quote(value)));
        AuditRow row =
                new AuditRow(number, at, event.kind().toString(), event.user(), event.room(), body.toString(), START);
        return new AuditRow(number, at, row.kind(), row.user(), row.room(), row.body(), mac(row, before));
    }

    boolean follows(AuditRow row, String before) {
        return same(row.mac(), mac(row, before));
    }

    /** @param name what the mark is: one of another name must not pass for it */
    AuditMark mark(String name, long number, String mac) {
        return new AuditMark(number, mac, signature(name, number, mac));
    }

    boolean isOurs(String name, AuditMark mark) {
        return same(mark.signature(), signature(name, mark.number(), mark.mac()));
    }

    private String signature(String name, long number, String mac) {
        return hmac(name + "\n" + number + "\n" + mac);
    }

    private String mac(AuditRow row, String before) {
        JsonLine text = new JsonLine()
                .string("before", before)
                .number("number", row.number())
                .number("at", row.at().toEpochMilli())
                .string("kind", row.kind());
        text("user", row.user(), text);
        text("room", row.room(), text);
        return hmac(text.string("body", row.body()).toString());
    }

    private static void text(String name, Optional<String> value, JsonLine line) {
        value.ifPresent(present -> line.string(name, present));
    }

    private String hmac(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] sum = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(sum);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
