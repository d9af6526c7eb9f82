package io.latchkey.api;

import java.util.Set;

/**
 * An optional CDI bean that has the last word on everybody who enters, whatever the credential: handshake, first
 * message, a later {@code authenticate}, REST. It sees somebody who is known and may read the room, and may narrow the
 * rights or refuse; it can't give any.
 *
 * <p>Called by request threads, many at once: answer from memory or by one quick look-up. An exception or {@code null}
 * refuses the caller with {@code auth_unavailable}.
 */
@FunctionalInterface
public interface AdmissionCheck {
    Decision check(AuthData auth, RoomId room);

    /** What comes of the check. */
    sealed interface Decision permits Admitted, Narrowed, Refused {}

    /** With all the rights there are. */
    record Admitted() implements Decision {}

    /**
     * With no more than these rights, for as long as this credential counts.
     *
     * @param ceiling {@code Access.READ.permissions()}, say; without {@code room:read} it is a refusal
     */
    record Narrowed(Set<Permission> ceiling) implements Decision {
        public Narrowed {
            ceiling = Set.copyOf(ceiling);
        }
    }

    /**
     * Not at all: {@code forbidden}.
     *
     * @param reason for a person; the caller may see it
     */
    record Refused(String reason) implements Decision {}
}
