package io.latchkey.mutation;

import io.latchkey.api.Mutation;
import io.latchkey.api.WriteTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Singleton;

/** Beans whose mutations the container can guard. */
final class Guardable {
    private Guardable() {}

    static class Base {
        @Mutation("inherited")
        protected void inherited(WriteTransaction tx) {
            tx.put("inherited", true);
        }
    }

    @ApplicationScoped
    static class Wide extends Base {
        @Mutation("wide")
        public void write(WriteTransaction tx) {
            tx.put("wide", true);
        }
    }

    @Singleton
    static class Single {
        @Mutation("single")
        protected void write(WriteTransaction tx) {
            tx.put("single", true);
        }
    }

    @Dependent
    static class Loose {
        @Mutation("loose")
        void write(WriteTransaction tx) {
            tx.put("loose", true);
        }
    }
}
