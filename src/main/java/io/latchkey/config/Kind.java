package io.latchkey.config;

/** What a setting takes. */
public enum Kind {
    TEXT("text"),
    /** Text that is shown in no message. */
    SECRET("text"),
    PATH("a path"),
    URL("an http or https URL"),
    LIST("a list, separated by commas"),
    ORIGINS("a list of origins such as https://app.example.com"),
    FLAG("true or false"),
    DURATION("a duration such as PT10M or 600, over zero"),
    DURATION_OR_ZERO("a duration such as PT10M or 600"),
    SIZE("a size such as 64KB, 1MB or 65536"),
    COUNT("a whole number over zero"),
    USES("a whole number over zero, or unlimited"),
    ON_FAILURE("close, wait, or seconds"),
    CHOICE("one of");

    private final String wanted;

    Kind(String wanted) {
        this.wanted = wanted;
    }

    /** For a message or the manual. */
    String wanted() {
        return wanted;
    }
}
