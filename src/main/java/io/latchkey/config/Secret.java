package io.latchkey.config;

/** A value that no log, message or debugger's listing shows by accident. */
public record Secret(String value) {
    @Override
    public String toString() {
        return "(secret)";
    }
}
