package io.latchkey.mutation;

import io.latchkey.access.LivePolicy;
import io.latchkey.access.Marks;
import io.latchkey.access.Policy;
import io.latchkey.access.PolicyException;
import io.latchkey.access.RightsSource;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ServiceLoader;
import java.util.Set;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;

/** Mutations in a real CDI container that holds the built-in ones and the beans of a test, and nothing else. */
public final class MutationWorld implements AutoCloseable {
    public static final long MAX_STATE = 1 << 20;

    private final Clock clock = Clock.fixed(Users.NOW, ZoneOffset.UTC);
    private final LivePolicy policy = new LivePolicy(Policy.NONE);
    private final Marks marks = new Marks(clock);
    private final RightsSource rights = new RightsSource(policy, marks, clock);
    private final WeldContainer container;

    /** Gives the container what {@code app} makes in a server. */
    static final class Rights implements Extension {
        private final RightsSource rights;

        Rights(RightsSource rights) {
            this.rights = rights;
        }

        void add(@Observes AfterBeanDiscovery event) {
            event.<RightsSource>addBean()
                    .types(RightsSource.class)
                    .scope(Singleton.class)
                    .createWith(context -> rights);
        }
    }

    private MutationWorld(Weld weld) {
        container = weld.addExtension(new Rights(rights)).initialize();
    }

    public static MutationWorld with(Class<?>... beans) {
        return new MutationWorld(weld().addBeanClasses(beans));
    }

    static MutationWorld with(Extension extension, Class<?>... beans) {
        return new MutationWorld(weld().addBeanClasses(beans).addExtension(extension));
    }

    /** With the extensions that the program itself brings. */
    static MutationWorld withOwnExtensions() {
        Weld weld = weld();
        ServiceLoader.load(Extension.class).stream()
                .filter(provider -> provider.type().getName().startsWith("io.latchkey."))
                .forEach(provider -> weld.addExtension(provider.get()));
        return new MutationWorld(weld);
    }

    private static Weld weld() {
        return new Weld()
                .disableDiscovery()
                .beanClasses(BuiltinMutations.class, AccessInterceptor.class, JsonMapper.class);
    }

    public void policy(String json) {
        try {
            policy.replace(Policy.parse(json));
        } catch (PolicyException e) {
            throw new IllegalArgumentException(e);
        }
    }

    public RightsSource rights() {
        return rights;
    }

    MutationRegistry discover(Class<?>... candidates) {
        return MutationDiscovery.discover(container.getBeanManager(), Set.of(candidates));
    }

    /** Every mutation of this world, found as at the start of a server. */
    public Mutations mutations() {
        return mutations(discover());
    }

    /** The same, for rooms with as much in them as a server allows. */
    public Mutations mutationsOfLargeRooms() {
        return mutations(discover(), 32 << 20);
    }

    Mutations mutations(MutationRegistry registry) {
        return mutations(registry, MAX_STATE);
    }

    private Mutations mutations(MutationRegistry registry, long maxState) {
        return new Mutations(
                registry, container.select(RequestContextController.class), bean(JsonMapper.class), maxState);
    }

    public <T> T bean(Class<T> type) {
        return container.select(type).get();
    }

    @Override
    public void close() {
        container.close();
    }
}
