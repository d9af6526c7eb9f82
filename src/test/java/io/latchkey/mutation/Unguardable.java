package io.latchkey.mutation;

import io.latchkey.api.Mutation;
import io.latchkey.api.WriteTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.context.SessionScoped;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptors;
import jakarta.interceptor.InvocationContext;
import java.io.Serializable;

/** Beans each with one mistake that would leave a mutation without its guard. */
final class Unguardable {
    private Unguardable() {}

    @ApplicationScoped
    static class Private {
        @Mutation("private")
        @SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // found by reflection
        private void write(WriteTransaction tx) {}
    }

    @ApplicationScoped
    static class Static {
        @Mutation("static")
        static void write(WriteTransaction tx) {}
    }

    @ApplicationScoped
    static class Final {
        @Mutation("final")
        final void write(WriteTransaction tx) {}
    }

    @ApplicationScoped
    static final class FinalClass {
        @Mutation("finalClass")
        void write(WriteTransaction tx) {}
    }

    static class WithoutScope {
        @Mutation("withoutScope")
        void write(WriteTransaction tx) {}
    }

    @SessionScoped
    static class InSession implements Serializable {
        private static final long serialVersionUID = 1L;

        @Mutation("inSession")
        void write(WriteTransaction tx) {}
    }

    @RequestScoped
    static class InRequest {
        @Mutation("inRequest")
        void write(WriteTransaction tx) {}
    }

    @ApplicationScoped
    static class Unnamed {
        @Mutation
        void write(WriteTransaction tx) {}
    }

    @ApplicationScoped
    static class BadlyNamed {
        @Mutation("two words")
        void write(WriteTransaction tx) {}
    }

    @ApplicationScoped
    static class WithoutTransaction {
        @Mutation("withoutTransaction")
        void write(String args) {}
    }

    @ApplicationScoped
    static class WithThreeParameters {
        @Mutation("withThreeParameters")
        void write(WriteTransaction tx, String args, String more) {}
    }

    @ApplicationScoped
    static class WithPrimitive {
        @Mutation("withPrimitive")
        void write(WriteTransaction tx, int args) {}
    }

    @Mutation("whole")
    @ApplicationScoped
    static class Whole {
        void write(WriteTransaction tx) {}
    }

    @ApplicationScoped
    static class Twice {
        @Mutation("twice")
        void write(WriteTransaction tx) {}

        @Mutation("twice")
        void other(WriteTransaction tx) {}
    }

    @ApplicationScoped
    static class Builtin {
        @Mutation("set")
        void write(WriteTransaction tx) {}
    }

    /** Jakarta Interceptors 2.1 section 5.2.1: these run before all that are bound by an annotation. */
    @ApplicationScoped
    static class WithInterceptors {
        static class First {
            @AroundInvoke
            Object around(InvocationContext invocation) throws Exception {
                return invocation.proceed();
            }
        }

        @Mutation("withInterceptors")
        @Interceptors(First.class)
        void write(WriteTransaction tx) {}
    }
}
