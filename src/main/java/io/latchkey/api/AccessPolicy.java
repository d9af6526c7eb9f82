package io.latchkey.api;

import java.util.List;
import java.util.Set;

/**
 * An optional CDI bean with grants of the application's own, <em>added</em> to those of {@code latchkey.policy}; an
 * application that wants only its own leaves that setting out. Asked wherever the policy is: at {@code /authorize}, at a
 * join, and before every mutation of a member whose rights come from the policy. So what it gives or takes away counts
 * at once.
 *
 * <p>Called by many threads, request threads and rooms' tasks among them: answer from memory, at once. While it throws,
 * nobody who depends on the policy gets in ({@code auth_unavailable}) and those who are in may do nothing.
 */
@FunctionalInterface
public interface AccessPolicy {
    /**
     * All grants of the user, in any room.
     *
     * @param groups as the login or the trusted issuer tells them
     */
    List<Grant> grantsOf(String userId, Set<String> groups);
}
