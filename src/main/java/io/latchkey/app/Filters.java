package io.latchkey.app;

import io.latchkey.ops.AttemptsFilter;
import io.latchkey.ops.SafetyFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.util.EnumSet;
import java.util.Set;

/** Puts those filters first whose place counts: annotations can't say an order (Jakarta Servlet 6.0 section 8.2.3). */
public class Filters implements ServletContainerInitializer {
    @Override
    public void onStartup(Set<Class<?>> none, ServletContext context) {
        first(context, "latchkey-safety", SafetyFilter.class);
        first(context, "latchkey-attempts", AttemptsFilter.class);
    }

    private static void first(ServletContext context, String name, Class<? extends Filter> filter) {
        FilterRegistration.Dynamic registration = context.addFilter(name, filter);
        if (registration != null) { // null: an application on top has put its own in this place
            registration.setAsyncSupported(true);
            registration.addMappingForUrlPatterns(
                    EnumSet.of(DispatcherType.REQUEST, DispatcherType.ERROR), false, "/*");
        }
    }
}
