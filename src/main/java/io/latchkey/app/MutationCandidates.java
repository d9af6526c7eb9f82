package io.latchkey.app;

import jakarta.servlet.ServletContext;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Hands what {@link MutationScan} found, before there were beans, to the beans. */
public class MutationCandidates {
    private final Set<Class<?>> classes = new HashSet<>();

    void found(ServletContext context) {
        if (context.getAttribute(MutationScan.CANDIDATES) instanceof Collection<?> found) {
            found.forEach(type -> classes.add((Class<?>) type));
        }
    }

    Set<Class<?>> classes() {
        return Set.copyOf(classes);
    }
}
