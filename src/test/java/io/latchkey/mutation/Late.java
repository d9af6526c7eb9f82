package io.latchkey.mutation;

import io.latchkey.api.Mutation;
import io.latchkey.api.WriteTransaction;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InterceptorBinding;
import jakarta.interceptor.InvocationContext;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** An interceptor of an application, by its priority behind the access check. */
@Late.Bound
@Interceptor
@Priority(1000)
class Late {
    @InterceptorBinding
    @Retention(RetentionPolicy.RUNTIME)
    @interface Bound {}

    @ApplicationScoped
    static class Bean {
        @Bound
        @Mutation("late")
        void write(WriteTransaction tx) {}
    }

    @AroundInvoke
    Object around(InvocationContext invocation) throws Exception {
        ((WriteTransaction) invocation.getParameters()[0]).put("seen", true);
        return invocation.proceed();
    }
}
