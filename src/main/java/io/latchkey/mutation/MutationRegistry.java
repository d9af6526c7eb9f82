package io.latchkey.mutation;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Every mutation by its name. Immutable. */
public final class MutationRegistry {
    /** The name of the method that answers for all unknown names. */
    static final String UNKNOWN = "unknown_mutation";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final Map<String, Mutator> mutators;

    MutationRegistry(Map<String, Mutator> mutators) {
        this.mutators = Collections.unmodifiableMap(new TreeMap<>(mutators));
    }

    /** Whether a text can name a mutation or an event. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** The names that can be called, sorted. */
    public Set<String> names() {
        return mutators.keySet();
    }

    /** Whether the name is one of those that need no code of an application. */
    public boolean isBuiltIn(String name) {
        Mutator mutator = mutators.get(name);
        return mutator != null && BuiltinMutations.class.equals(mutator.method().getDeclaringClass());
    }

    /** The mutator of the name, or the one that answers {@code unknown_mutation}. */
    Mutator find(String name) {
        Mutator mutator = mutators.get(name);
        if (mutator == null) {
            mutator = mutators.get(UNKNOWN);
        }
        if (mutator == null) {
            throw new IllegalStateException("the built-in mutations are missing");
        }
        return mutator;
    }
}
