package io.latchkey.app;

import jakarta.enterprise.inject.Instance;
import java.util.Optional;
import java.util.stream.Collectors;

/** A hook that an application may have: none, or one. Of two, one would be passed over, which may be the stricter. */
final class OptionalBean {
    private OptionalBean() {}

    /** @throws IllegalStateException when there are several; names the classes that they come from */
    static <T> Optional<T> of(Class<T> type, Instance<T> beans) {
        if (beans.isAmbiguous()) {
            String found = beans.handlesStream()
                    .map(handle -> handle.getBean().getBeanClass().getName())
                    .sorted()
                    .collect(Collectors.joining(", "));
            throw new IllegalStateException("there are several beans of type " + type.getName() + ": " + found
                    + "; keep one, or let one replace the others as an @Alternative with a @Priority");
        }
        return beans.isResolvable() ? Optional.of(beans.get()) : Optional.empty();
    }
}
