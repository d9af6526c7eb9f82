package io.latchkey.mutation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What would run without the access check, or never, stops the start and is named. */
class MutationDiscoveryTest {
    @Test
    void findsMutationsInBeansOfTheThreeScopes() {
        try (MutationWorld world =
                MutationWorld.with(Guardable.Wide.class, Guardable.Single.class, Guardable.Loose.class)) {
            assertThat(world.discover(Guardable.Wide.class, AccessInterceptor.class)
                            .names())
                    .contains("set", "wide", "single", "loose", "inherited");
            Desk desk = new Desk(world);
            for (String name : new String[] {"wide", "single", "loose", "inherited"}) {
                assertThat(desk.told(name, "{}")).isEqualTo("applied");
                assertThat(desk.told(Users.reader("bob"), name, "{}")).isEqualTo("insufficient_permission");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                Unguardable.Private.class,
                Unguardable.Static.class,
                Unguardable.Final.class,
                Unguardable.InRequest.class,
                Unguardable.Unnamed.class,
                Unguardable.BadlyNamed.class,
                Unguardable.WithoutTransaction.class,
                Unguardable.WithThreeParameters.class,
                Unguardable.WithPrimitive.class,
                Unguardable.WithInterceptors.class
            })
    void aMethodThatCannotBeGuardedStopsTheStartWithItsName(Class<?> bean) {
        refused(bean).hasMessageContaining(bean.getName() + ".write");
    }

    @Test
    void aBeanOfASessionStopsTheStartWithItsName() {
        refused(Unguardable.InSession.class).hasMessageContaining(Unguardable.InSession.class.getName());
    }

    @Test
    void aClassWithoutAScopeStopsTheStartWithItsName() {
        try (MutationWorld world = MutationWorld.with()) {
            assertThatThrownBy(() -> world.discover(Unguardable.WithoutScope.class))
                    .hasMessageContaining(
                            Unguardable.WithoutScope.class.getName() + ".write: the class is no CDI bean");
        }
    }

    @Test
    void aFinalClassStopsTheStartWithItsName() {
        refused(Unguardable.FinalClass.class).hasMessageContaining("Unguardable$FinalClass");
    }

    @Test
    void anAnnotatedClassStopsTheStart() {
        refused(Unguardable.Whole.class)
                .hasMessageContaining(Unguardable.Whole.class.getName() + ": @Mutation belongs on methods");
    }

    @Test
    void aNameTakenTwiceStopsTheStartWithBothMethods() {
        refused(Unguardable.Twice.class)
                .hasMessageContaining(Unguardable.Twice.class.getName() + ".other")
                .hasMessageContaining(Unguardable.Twice.class.getName() + ".write")
                .hasMessageContaining("twice");
    }

    @Test
    void aNameOfABuiltInOneCannotBeTaken() {
        refused(Unguardable.Builtin.class)
                .hasMessageContaining(Unguardable.Builtin.class.getName() + ".write")
                .hasMessageContaining(BuiltinMutations.class.getName() + ".set");
    }

    @Test
    void everyMistakeIsToldAtOnce() {
        try (MutationWorld world = MutationWorld.with(Unguardable.Private.class, Unguardable.Static.class)) {
            assertThatThrownBy(() -> world.discover())
                    .hasMessageContaining("Private.write")
                    .hasMessageContaining("Static.write");
        }
    }

    /** As somebody's extension might do, on purpose or by a too wide filter. */
    static final class Veto implements Extension {
        void veto(@Observes ProcessAnnotatedType<AccessInterceptor> event) {
            event.veto();
        }
    }

    @Test
    void aVetoOfTheInterceptorStopsTheStart() {
        try (MutationWorld world = MutationWorld.with(new Veto())) {
            assertThatThrownBy(() -> world.discover())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(
                            BuiltinMutations.class.getName() + ".set: AccessInterceptor is not the first");
        }
    }

    @Test
    void theProgramsOwnExtensionsLeaveTheAccessCheckInPlace() {
        try (MutationWorld world = MutationWorld.withOwnExtensions()) {
            assertThat(world.discover().names()).contains("set");
        }
    }

    @Test
    void anInterceptorInFrontOfTheAccessCheckStopsTheStart() {
        try (MutationWorld world = MutationWorld.with(Early.class, Early.Bean.class)) {
            assertThatThrownBy(() -> world.discover())
                    .hasMessageContaining(Early.Bean.class.getName() + ".write: AccessInterceptor is not the first");
        }
    }

    @Test
    void anInterceptorBehindTheAccessCheckIsWelcome() {
        try (MutationWorld world = MutationWorld.with(Late.class, Late.Bean.class)) {
            Desk desk = new Desk(world);
            assertThat(desk.told("late", "{}")).isEqualTo("applied");
            assertThat(desk.state()).containsEntry("seen", "true");
            assertThat(desk.told(Users.reader("bob"), "late", "{}")).isEqualTo("insufficient_permission");
        }
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> refused(Class<?> bean) {
        return assertThatThrownBy(() -> {
            try (MutationWorld world = MutationWorld.with(bean)) {
                world.discover(bean);
            }
        });
    }
}
