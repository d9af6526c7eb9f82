package io.latchkey.mutation;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicInteger;

/** Something of the request: one for each run of a mutator. */
@RequestScoped
public class Visit {
    @Singleton
    static class Count {
        final AtomicInteger begun = new AtomicInteger();
        final AtomicInteger ended = new AtomicInteger();
    }

    @Inject
    private Count count;

    private int number;

    @PostConstruct
    void begin() {
        number = count.begun.incrementAndGet();
    }

    @PreDestroy
    void end() {
        count.ended.incrementAndGet();
    }

    int number() {
        return number;
    }
}
