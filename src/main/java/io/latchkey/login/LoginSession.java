package io.latchkey.login;

import io.latchkey.api.ControlSequence;
import java.io.Serializable;

/**
 * A login session under a name of ours, as it lies in the container's session: the container's id is a credential and
 * stays in the container.
 *
 * @param control and {@code number}: what of the control sequence was in force when it began
 */
public record LoginSession(String name, String control, long number) implements Serializable {
    /** What of the control sequence was in force when the session began. */
    public ControlSequence began() {
        return new ControlSequence(control, number);
    }
}
