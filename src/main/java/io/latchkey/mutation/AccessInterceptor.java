package io.latchkey.mutation;

import io.latchkey.access.Rights;
import io.latchkey.access.RightsSource;
import io.latchkey.api.AuthData;
import io.latchkey.api.Mutation;
import io.latchkey.protocol.Code;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import jakarta.json.bind.JsonbException;
import java.lang.reflect.Method;
import java.lang.reflect.Type;

/**
 * Stands around every mutation, whatever brought it here, at the moment when it is applied: the rights of now decide,
 * then the arguments are read, then the transaction opens for the length of the call. First of all interceptors; the
 * start checks that.
 */
@Mutation
@Interceptor
@Priority(Interceptor.Priority.PLATFORM_BEFORE)
public class AccessInterceptor {
    @Inject
    private RightsSource rightsSource;

    @Inject
    private JsonMapper mapper;

    @AroundInvoke
    Object enforce(InvocationContext invocation) throws Exception {
        RoomTransaction tx = transaction(invocation);
        MutationCall call = tx.call();
        AuthData auth = call.author().auth();
        if (rightsSource.endOf(auth, call.room()).isPresent()) {
            throw tx.refuse(Code.INVALIDATED, Code.INVALIDATED.message());
        }
        Rights rights = rightsSource.rightsOf(auth, call.room());
        boolean builtIn = BuiltinMutations.class.equals(invocation.getMethod().getDeclaringClass());
        if (!allows(rights, call.name(), invocation.getMethod(), builtIn)) {
            throw tx.refuse(Code.INSUFFICIENT_PERMISSION, Code.INSUFFICIENT_PERMISSION.message());
        }
        bind(invocation, tx);
        tx.open(auth, key -> !builtIn || rights.mayWriteKey(call.name(), key));
        try {
            return invocation.proceed();
        } finally {
            tx.close();
        }
    }

    /** Who may run anything at all is told of a name that there is none of it. */
    private static boolean allows(Rights rights, String name, Method method, boolean builtIn) {
        boolean unknown =
                builtIn && method.getAnnotation(Mutation.class).value().equals(MutationRegistry.UNKNOWN);
        return unknown ? rights.allowsSomeMutation() : rights.allowsMutation(name, builtIn);
    }

    private static RoomTransaction transaction(InvocationContext invocation) {
        Object[] parameters = invocation.getParameters();
        if (parameters.length > 0 && parameters[0] instanceof RoomTransaction tx) {
            return tx;
        }
        throw new IllegalStateException("A mutation is called by Latchkey only");
    }

    /** Arguments are read after the check, so that who may not mutate learns nothing from what is wrong with them. */
    private void bind(InvocationContext invocation, RoomTransaction tx) {
        Method method = invocation.getMethod();
        if (method.getParameterCount() < 2) {
            return;
        }
        Type type = method.getGenericParameterTypes()[1];
        try {
            invocation.setParameters(new Object[] {tx, mapper.convert(tx.call().args(), type)});
        } catch (JsonbException e) {
            throw tx.refuse(Code.INVALID_ARGUMENTS, Code.INVALID_ARGUMENTS.message());
        }
    }
}
