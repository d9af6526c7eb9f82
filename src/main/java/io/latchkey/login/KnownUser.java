package io.latchkey.login;

import jakarta.security.enterprise.CallerPrincipal;
import java.util.Set;

/** A caller from an identity store of ours, with the groups that Jakarta EE 10 has no call to list. */
public final class KnownUser extends CallerPrincipal {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // made by Set.copyOf
    private final Set<String> groups;

    public KnownUser(String name, Set<String> groups) {
        super(name);
        this.groups = Set.copyOf(groups);
    }

    Set<String> groups() {
        return groups;
    }
}
