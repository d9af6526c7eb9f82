package io.latchkey.api;

import jakarta.enterprise.util.Nonbinding;
import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a method of an {@code @ApplicationScoped}, {@code @Singleton} or {@code @Dependent} bean a mutation. Its first
 * parameter is a {@link WriteTransaction}; a second, if there is one, takes the arguments by JSON-B.
 *
 * <p>The method runs on the room's task, one at a time per room, after the access check. It may run again after a lost
 * race, so it has no side effects but those of the transaction ({@link WriteTransaction#afterCommit} for others). An
 * exception undoes everything that it wrote.
 */
@InterceptorBinding
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Mutation {
    /** The name in messages and in {@code mutate:<name>}: 1-64 of {@code A-Z a-z 0-9 . _ -}. */
    @Nonbinding
    String value() default "";
}
