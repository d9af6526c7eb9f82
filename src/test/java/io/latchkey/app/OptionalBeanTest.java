package io.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.api.AccessPolicy;
import io.latchkey.api.Grant;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.Test;

/** The hooks of an application, in a real CDI container. */
class OptionalBeanTest {
    @Singleton
    static class Teams implements AccessPolicy {
        @Override
        public List<Grant> grantsOf(String userId, Set<String> groups) {
            return List.of();
        }
    }

    @Singleton
    static class Factory {
        @Produces
        @Named("guests")
        AccessPolicy guests() {
            return (userId, groups) -> List.of();
        }
    }

    @Alternative
    @Priority(1)
    @Singleton
    static class Replacement extends Teams {}

    @Test
    void thereMayBeNone() {
        try (WeldContainer container = with(OptionalBeanTest.class)) {
            assertThat(policy(container)).isEmpty();
        }
    }

    @Test
    void ofTwoBothAreNamedAndWhatToDo() {
        try (WeldContainer container = with(Teams.class, Factory.class)) {
            assertThatThrownBy(() -> policy(container))
                    .hasMessageContainingAll(
                            AccessPolicy.class.getName(),
                            Teams.class.getName(),
                            Factory.class.getName(),
                            "@Alternative");
        }
    }

    @Test
    void anAlternativeReplacesTheOthers() {
        try (WeldContainer container = with(Teams.class, Factory.class, Replacement.class)) {
            assertThat(policy(container)).containsInstanceOf(Replacement.class);
        }
    }

    private static Optional<AccessPolicy> policy(WeldContainer container) {
        return OptionalBean.of(AccessPolicy.class, container.select(AccessPolicy.class, Any.Literal.INSTANCE));
    }

    private static WeldContainer with(Class<?>... beans) {
        return new Weld().disableDiscovery().beanClasses(beans).initialize();
    }
}
