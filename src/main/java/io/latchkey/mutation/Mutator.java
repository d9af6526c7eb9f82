package io.latchkey.mutation;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/**
 * A method behind a name.
 *
 * @param bean a contextual reference, never the bare instance: only it passes the interceptors
 */
record Mutator(String name, Object bean, Method method) {
    /** Runs the method; the arguments are put in place by {@link AccessInterceptor}. */
    void invoke(RoomTransaction tx) throws Throwable {
        try {
            method.invoke(bean, method.getParameterCount() < 2 ? new Object[] {tx} : new Object[] {tx, null});
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
