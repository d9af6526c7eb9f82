package io.latchkey.mutation;

import io.latchkey.api.Mutation;
import io.latchkey.api.WriteTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.InterceptionType;
import jakarta.enterprise.inject.spi.Interceptor;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptors;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds every {@code @Mutation} at start and refuses the ones that the container would run without the access check,
 * naming class and method: such a method would be a hole, or would silently never run.
 */
public final class MutationDiscovery {
    private static final Set<Class<? extends Annotation>> SCOPES =
            Set.of(ApplicationScoped.class, Singleton.class, Dependent.class);

    private final BeanManager beans;
    private final Map<String, Mutator> mutators = new HashMap<>();
    private final List<String> problems = new ArrayList<>();
    private final Set<Class<?>> seen = new HashSet<>();

    private MutationDiscovery(BeanManager beans) {
        this.beans = beans;
    }

    /**
     * Builds the registry.
     *
     * @param candidates classes that hold the annotation whether or not they are beans, as the server's class scan
     *     found them; a class without a scope is known from here only
     * @throws IllegalStateException listing everything that stops the start
     */
    public static MutationRegistry discover(BeanManager beans, Set<Class<?>> candidates) {
        MutationDiscovery discovery = new MutationDiscovery(beans);
        beans.getBeans(Object.class, Any.Literal.INSTANCE).forEach(discovery::take);
        candidates.stream().filter(type -> !discovery.seen.contains(type)).forEach(discovery::refuseUnmanaged);
        if (!discovery.problems.isEmpty()) {
            throw new IllegalStateException(
                    "Mutations that can't be guarded stop the start:\n  " + String.join("\n  ", discovery.problems));
        }
        return new MutationRegistry(discovery.mutators);
    }

    private void take(Bean<?> bean) {
        Class<?> type = bean.getBeanClass();
        if (bean instanceof Interceptor || !bean.getTypes().contains(type)) {
            return; // a producer's bean class is the class that holds the producer
        }
        List<Method> methods = mutations(type);
        seen.add(type);
        for (Method method : methods) {
            String problem = problem(bean, method);
            if (problem.isEmpty()) {
                register(bean, method);
            } else {
                problems.add(place(type, method) + ": " + problem);
            }
        }
        if (type.isAnnotationPresent(Mutation.class)) {
            problems.add(type.getName() + ": @Mutation belongs on methods");
        }
    }

    private void refuseUnmanaged(Class<?> type) {
        boolean inherited = seen.stream().anyMatch(type::isAssignableFrom);
        if (type.isInterface() || Modifier.isAbstract(type.getModifiers()) || inherited || isInterceptor(type)) {
            return;
        }
        for (Method method : mutations(type)) {
            problems.add(place(type, method) + ": the class is no CDI bean; give it @ApplicationScoped");
        }
    }

    private static boolean isInterceptor(Class<?> type) {
        return type.isAnnotationPresent(jakarta.interceptor.Interceptor.class);
    }

    private static List<Method> mutations(Class<?> type) {
        List<Method> found = new ArrayList<>();
        Set<String> overridden = new HashSet<>();
        for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
            for (Method method : c.getDeclaredMethods()) {
                boolean own = overridden.add(method.getName() + List.of(method.getParameterTypes()));
                if (own && !method.isSynthetic() && method.isAnnotationPresent(Mutation.class)) {
                    found.add(method);
                }
            }
        }
        return found;
    }

    private String problem(Bean<?> bean, Method method) {
        int modifiers = method.getModifiers();
        if (Modifier.isPrivate(modifiers) || Modifier.isStatic(modifiers) || Modifier.isFinal(modifiers)) {
            return "the container can't intercept a private, static or final method";
        }
        if (!SCOPES.contains(bean.getScope())) {
            return "the scope must be @ApplicationScoped, @Singleton or @Dependent: a mutation runs on the room's"
                    + " task, where no session or request of a caller exists";
        }
        if (!MutationRegistry.isName(nameOf(method))) {
            return "the name must be 1-64 of A-Z a-z 0-9 . _ -";
        }
        Class<?>[] parameters = method.getParameterTypes();
        boolean takesArguments = parameters.length == 1 || parameters.length == 2 && !parameters[1].isPrimitive();
        if (!takesArguments || parameters[0] != WriteTransaction.class) {
            return "the parameters must be a WriteTransaction and, if wanted, one object for the arguments";
        }
        if (method.isAnnotationPresent(Interceptors.class)
                || bean.getBeanClass().isAnnotationPresent(Interceptors.class)) {
            return "what @Interceptors names would run before AccessInterceptor: bind it by an annotation";
        }
        return firstInterceptor(bean, method).equals(AccessInterceptor.class)
                ? ""
                : "AccessInterceptor is not the first of its interceptors: is it vetoed, or is another one's"
                        + " priority below PLATFORM_BEFORE?";
    }

    private Class<?> firstInterceptor(Bean<?> bean, Method method) {
        Set<Annotation> bindings = new HashSet<>();
        for (Annotation annotation : method.getAnnotations()) {
            addBinding(bindings, annotation);
        }
        for (Annotation annotation : bean.getBeanClass().getAnnotations()) {
            addBinding(bindings, annotation);
        }
        bean.getStereotypes()
                .forEach(stereotype -> beans.getStereotypeDefinition(stereotype)
                        .forEach(annotation -> addBinding(bindings, annotation)));
        return beans.resolveInterceptors(InterceptionType.AROUND_INVOKE, bindings.toArray(Annotation[]::new)).stream()
                .findFirst()
                .<Class<?>>map(Bean::getBeanClass)
                .orElse(Object.class);
    }

    private void addBinding(Set<Annotation> bindings, Annotation annotation) {
        if (beans.isInterceptorBinding(annotation.annotationType())) {
            bindings.add(annotation);
        }
    }

    private void register(Bean<?> bean, Method method) {
        Object reference = beans.getReference(bean, bean.getBeanClass(), beans.createCreationalContext(bean));
        method.setAccessible(true);
        Mutator taken = mutators.putIfAbsent(nameOf(method), new Mutator(nameOf(method), reference, method));
        if (taken != null) {
            problems.add(place(bean.getBeanClass(), method) + ": the name " + nameOf(method) + " is taken by "
                    + place(taken.method().getDeclaringClass(), taken.method()));
        }
    }

    private static String nameOf(Method method) {
        Mutation mutation = method.getAnnotation(Mutation.class);
        return mutation == null ? "" : mutation.value();
    }

    private static String place(Class<?> type, Method method) {
        return type.getName() + "." + method.getName();
    }
}
