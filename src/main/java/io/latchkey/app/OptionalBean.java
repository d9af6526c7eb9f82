package io.latchkey.app;

import jakarta.enterprise.inject.Instance;
import java.util.Optional;

/** A hook that an application may have: none, or one. Of two, one would be passed over, which may be the stricter. */
final class OptionalBean {
    private OptionalBean() {}

    /** @throws IllegalStateException when there are several */
    static <T> Optional<T> of(Class<T> type, Instance<T> beans) {
        if (beans.isAmbiguous()) {
            throw new IllegalStateException("there are several beans of type " + type.getName() + "; one is possible");
        }
        return beans.isResolvable() ? Optional.of(beans.get()) : Optional.empty();
    }
}
