package io.latchkey.socket;

import io.latchkey.audit.AuditEvent;
import io.latchkey.audit.AuditLog;
import io.latchkey.meter.Counter;
import io.latchkey.meter.Counters;
import io.latchkey.meter.Meters;
import io.latchkey.protocol.Code;

/** Counts what handshakes come to; refusals go into the audit log, too. Returns at once. */
public class HandshakeWatch {
    private final AuditLog audit;
    private final Counters handshakes;
    private final Counter frames;

    public HandshakeWatch(AuditLog audit, Meters meters) {
        this.audit = audit;
        this.handshakes = meters.counters(
                "latchkey_handshakes", "Handshakes and first messages by what they came to.", "outcome");
        this.frames = meters.counter("latchkey_frames", "Frames handed to the container, each for one member.");
    }

    void admitted() {
        handshakes.of("admitted").increment();
    }

    /** @param address whose handshake it was */
    void refused(Code code, String address) {
        handshakes.of(code).increment();
        audit.count(AuditEvent.refused(code).with("where", "socket"), address);
    }

    Counter frames() {
        return frames;
    }
}
