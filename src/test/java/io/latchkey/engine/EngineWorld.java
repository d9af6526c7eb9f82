package io.latchkey.engine;

import io.latchkey.access.LivePolicy;
import io.latchkey.access.Marks;
import io.latchkey.access.Policy;
import io.latchkey.access.RightsSource;
import io.latchkey.api.Access;
import io.latchkey.api.AccessPolicy;
import io.latchkey.api.AuthData;
import io.latchkey.api.ControlSequence;
import io.latchkey.api.Grant;
import io.latchkey.config.SettingsLoader;
import io.latchkey.invalidation.ControlFeed;
import io.latchkey.invalidation.Invalidations;
import io.latchkey.invalidation.RoomGrants;
import io.latchkey.invalidation.RoomStatus;
import io.latchkey.meter.Meters;
import io.latchkey.mutation.AccessInterceptor;
import io.latchkey.mutation.BuiltinMutations;
import io.latchkey.mutation.JsonMapper;
import io.latchkey.mutation.MutationDiscovery;
import io.latchkey.mutation.Mutations;
import io.latchkey.room.Engine;
import io.latchkey.room.Observers;
import io.latchkey.room.RoomWatch;
import io.latchkey.room.Rooms;
import io.latchkey.store.RoomLog;
import io.latchkey.store.Store;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.inject.Singleton;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;

/** The whole engine over a store, without a server: rooms, group commit, and the built-in mutations in a CDI container. */
public final class EngineWorld implements AutoCloseable {
    private static final long MAX_STATE = 64L << 20;

    private final ExecutorService tasks = Executors.newFixedThreadPool(4);
    private final ExecutorService writers = Executors.newFixedThreadPool(4);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService control = Executors.newSingleThreadExecutor();
    private final Marks marks = new Marks(Clock.systemUTC());
    private final LivePolicy policy;
    private final RightsSource rights;
    private final ControlFeed feed;
    private final Invalidations invalidations;
    private final RoomGrants grants;
    private final RoomStatus status;
    private final WeldContainer container;
    private final RoomLog log;
    private final Rooms rooms;

    /** Gives the container what {@code app} makes in a server. */
    static final class Produced implements Extension {
        private final RightsSource rights;

        Produced(RightsSource rights) {
            this.rights = rights;
        }

        void add(@Observes AfterBeanDiscovery event) {
            event.<RightsSource>addBean()
                    .types(RightsSource.class)
                    .scope(Singleton.class)
                    .createWith(context -> rights);
        }
    }

    /** @param store closed by who opened it, after this */
    public EngineWorld(Store store) {
        this(store, Clock.systemUTC());
    }

    public EngineWorld(Store store, Clock clock) {
        this(store, clock, (user, groups) -> List.of());
    }

    /** @param own what an application would grant besides the policy */
    public EngineWorld(Store store, Clock clock, AccessPolicy own) {
        policy = new LivePolicy(Policy.NONE, own);
        rights = new RightsSource(policy, marks, Clock.systemUTC());
        container = new Weld()
                .disableDiscovery()
                .beanClasses(BuiltinMutations.class, AccessInterceptor.class, JsonMapper.class)
                .addExtension(new Produced(rights))
                .initialize();
        Mutations mutations = new Mutations(
                MutationDiscovery.discover(container.getBeanManager(), Set.of()),
                container.select(RequestContextController.class),
                container.select(JsonMapper.class).get(),
                MAX_STATE);
        Properties properties = new Properties();
        properties.setProperty("user.home", System.getProperty("user.home"));
        properties.setProperty("latchkey.limit.queue", "64MB");
        log = new RoomLog(store, task -> new Thread(task, "commit"));
        feed = new ControlFeed(store, control);
        rooms = new Rooms(new Engine(
                store,
                log,
                feed,
                mutations,
                rights,
                new SettingsLoader(properties, Map.of()).load(),
                tasks,
                writers,
                timer,
                (from, room, event, data) -> true,
                Observers.NONE,
                clock,
                new RoomWatch(new Meters(), event -> {})));
        invalidations = new Invalidations(feed, store, marks, rooms, Duration.ofHours(6), clock);
        grants = new RoomGrants(feed, policy, rooms.eviction());
        status = new RoomStatus(feed, store, grants, rooms);
        feed.load();
    }

    public Invalidations invalidations() {
        return invalidations;
    }

    public RoomGrants grants() {
        return grants;
    }

    public RoomStatus status() {
        return status;
    }

    /** How far the control feed is in force. */
    public long applied() {
        return feed.applied();
    }

    public LivePolicy policy() {
        return policy;
    }

    public Marks marks() {
        return marks;
    }

    public Rooms rooms() {
        return rooms;
    }

    /** Somebody who may write in every room, and create it. */
    public static AuthData writer(String user) {
        return holder(user, AuthData.Source.PROVISION, "token-of-" + user, "session-of-" + user, Optional.empty());
    }

    /** Somebody with the rights that the policy of the moment gives. */
    public static AuthData underPolicy(String user) {
        return holder(user, AuthData.Source.POLICY, "token-of-" + user, "session-of-" + user, Optional.empty());
    }

    /** The same by a token of its own, issued when the control feed was so far. */
    static AuthData underPolicy(String user, String token, String session, ControlSequence issued) {
        return holder(user, AuthData.Source.POLICY, token, session, Optional.of(issued));
    }

    private static AuthData holder(
            String user, AuthData.Source source, String token, String session, Optional<ControlSequence> issued) {
        JsonObject face = Json.createObjectBuilder().add("id", user).build();
        return new AuthData(
                user,
                face,
                Set.of(),
                source,
                List.of(Grant.of("**", Access.WRITE)),
                JsonObject.EMPTY_JSON_OBJECT,
                token,
                session,
                Instant.now(),
                Instant.now().plusSeconds(3600),
                issued,
                Optional.empty(),
                Optional.empty(),
                0);
    }

    /** Orderly, as at the end of a server. */
    @Override
    public void close() {
        log.close();
        control.shutdown();
        tasks.shutdown();
        writers.shutdown();
        timer.shutdown();
        container.close();
    }
}
