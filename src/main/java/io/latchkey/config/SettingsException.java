package io.latchkey.config;

import java.util.List;

/** Settings with which the server does not start. The message lists every problem and holds no secret. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param problems for an operator, one line each: which setting, what is wrong, what to write */
    public SettingsException(List<String> problems) {
        super("Latchkey can't start with these settings:\n  " + String.join("\n  ", problems));
    }

    public SettingsException(String problem) {
        this(List.of(problem));
    }
}
