package io.latchkey.login;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a bean that is there only when the settings choose it; {@link ChosenLogin} vetoes it otherwise. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface ChosenBy {
    Choice value();

    /** What the settings may choose. */
    enum Choice {
        OIDC,
        DEMO,
        USER_TABLE,
        USER_DIRECTORY
    }
}
