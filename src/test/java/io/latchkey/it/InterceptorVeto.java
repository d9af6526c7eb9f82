package io.latchkey.it;

import io.latchkey.mutation.AccessInterceptor;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;

/** Takes the access check out of the container. */
public class InterceptorVeto implements Extension {
    void veto(@Observes ProcessAnnotatedType<AccessInterceptor> type) {
        type.veto();
    }
}
