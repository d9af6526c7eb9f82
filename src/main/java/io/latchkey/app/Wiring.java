package io.latchkey.app;

import io.latchkey.access.Attempts;
import io.latchkey.access.Budgets;
import io.latchkey.access.ClientAddress;
import io.latchkey.access.LivePolicy;
import io.latchkey.access.Marks;
import io.latchkey.access.Origins;
import io.latchkey.access.Policy;
import io.latchkey.access.PolicyException;
import io.latchkey.access.RightsSource;
import io.latchkey.api.AccessPolicy;
import io.latchkey.api.BroadcastRule;
import io.latchkey.api.KeyResolver;
import io.latchkey.api.RoomObserver;
import io.latchkey.audit.AuditLog;
import io.latchkey.config.Settings;
import io.latchkey.config.SettingsLoader;
import io.latchkey.invalidation.ControlFeed;
import io.latchkey.invalidation.Invalidations;
import io.latchkey.invalidation.RoomGrants;
import io.latchkey.invalidation.RoomStatus;
import io.latchkey.meter.Meters;
import io.latchkey.mutation.JsonMapper;
import io.latchkey.mutation.MutationDiscovery;
import io.latchkey.mutation.MutationRegistry;
import io.latchkey.mutation.Mutations;
import io.latchkey.ops.Readiness;
import io.latchkey.room.Engine;
import io.latchkey.room.Observers;
import io.latchkey.room.RoomWatch;
import io.latchkey.room.Rooms;
import io.latchkey.store.H2Store;
import io.latchkey.store.RoomLog;
import io.latchkey.store.Store;
import io.latchkey.token.AdmissionHooks;
import io.latchkey.token.ApiKeys;
import io.latchkey.token.Authenticator;
import io.latchkey.token.CallerTokens;
import io.latchkey.token.ForeignCredentials;
import io.latchkey.token.Operators;
import io.latchkey.token.Provisioning;
import io.latchkey.token.SigningKeys;
import io.latchkey.token.Tickets;
import io.latchkey.token.TokenIssuer;
import io.latchkey.token.TokenVerifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Makes the one instance of each part. {@code @Singleton}, because a client proxy would see none of their fields; here
 * and not on the class, which would not make it a bean (CDI 4.0 section 2.5.1).
 */
@ApplicationScoped
public class Wiring {
    @Produces
    @Singleton
    Settings settings() {
        return SettingsLoader.fromEnvironment();
    }

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    Threads threads() {
        return new Threads();
    }

    void close(@Disposes Threads threads) {
        threads.stop();
    }

    @Produces
    @Singleton
    Store store(Settings settings) {
        return H2Store.open(settings.data());
    }

    void close(@Disposes Store store) {
        store.close();
    }

    @Produces
    @Singleton
    Meters meters() {
        return new Meters();
    }

    @Produces
    @Singleton
    AuditLog audit(Store store, Settings settings, Threads threads, Clock clock, Meters meters) {
        return new AuditLog(
                store, settings.operator().auditRetention(), threads.factory("latchkey-audit"), clock, meters);
    }

    @Produces
    @Singleton
    LivePolicy policy(Settings settings, @Any Instance<AccessPolicy> own) throws PolicyException {
        Policy file =
                settings.policy().isPresent() ? Policy.load(settings.policy().get()) : Policy.NONE;
        return new LivePolicy(file, OptionalBean.of(AccessPolicy.class, own).orElse((user, groups) -> List.of()));
    }

    @Produces
    @Singleton
    Marks marks(Clock clock) {
        return new Marks(clock);
    }

    @Produces
    @Singleton
    RightsSource rights(LivePolicy policy, Marks marks, Clock clock) {
        return new RightsSource(policy, marks, clock);
    }

    @Produces
    @Singleton
    Origins origins(Settings settings) {
        return new Origins(settings.web().publicUrl(), settings.web().origins());
    }

    @Produces
    @Singleton
    ClientAddress addresses(Settings settings) {
        return new ClientAddress(settings.web().trustedProxies());
    }

    @Produces
    @Singleton
    Budgets budgets(Settings settings, Meters meters) {
        Budgets budgets = new Budgets(settings.limits());
        meters.gauge("latchkey_connections", "Open sockets.", budgets::connections);
        return budgets;
    }

    @Produces
    @Singleton
    Attempts attempts(Clock clock) {
        return new Attempts(clock);
    }

    @Produces
    @Dependent
    Readiness database(Store store) {
        return new Readiness("database", () -> store.control() != null);
    }

    @Produces
    @Dependent
    Readiness serving(Rooms rooms) {
        return new Readiness("serving", () -> !rooms.isDraining());
    }

    @Produces
    @Dependent
    Readiness marks(ControlFeed feed) {
        return new Readiness("marks", feed::isLoaded);
    }

    @Produces
    @Singleton
    ScheduledExecutorService timer(Threads threads) {
        return threads.timer();
    }

    @Produces
    @Singleton
    SigningKeys keys(Settings settings, Store store, Clock clock) {
        return SigningKeys.load(settings.token(), store, store.signingKeys(), clock);
    }

    @Produces
    @Singleton
    TokenVerifier verifier(
            Settings settings, SigningKeys keys, @Any Instance<KeyResolver> resolvers, Store store, Clock clock) {
        Optional<KeyResolver> resolver = OptionalBean.of(KeyResolver.class, resolvers);
        return new TokenVerifier(settings.token(), keys, resolver, store::control, clock);
    }

    @Produces
    @Singleton
    Authenticator authenticator(
            Settings settings,
            TokenVerifier verifier,
            CallerTokens callers,
            ForeignCredentials foreign,
            Tickets tickets,
            RightsSource rights,
            AdmissionHooks hooks) {
        return new Authenticator(
                verifier, callers, foreign, tickets, settings.token().issuer(), rights, hooks);
    }

    @Produces
    @Singleton
    TokenIssuer issuer(Settings settings, SigningKeys keys, AdmissionHooks hooks, Marks marks, Clock clock) {
        return new TokenIssuer(settings.token(), keys, hooks.schema(), marks, clock);
    }

    @Produces
    @Singleton
    CallerTokens callerTokens(
            TokenIssuer issuer, LivePolicy policy, Marks marks, ControlFeed feed, Settings settings, Clock clock) {
        return new CallerTokens(issuer, policy, marks, feed::sequence, settings.token(), clock);
    }

    @Produces
    @Singleton
    Provisioning provisioning(Settings settings, TokenIssuer issuer, ControlFeed feed) {
        return new Provisioning(issuer, feed::sequence, settings.token());
    }

    @Produces
    @Singleton
    Tickets tickets(Settings settings, Store store, Clock clock) {
        return new Tickets(store, store::control, settings.ticket(), clock);
    }

    @Produces
    @Singleton
    ApiKeys apiKeys(Settings settings, Store store, Clock clock) {
        return new ApiKeys(store, settings.operator().apiKey(), clock);
    }

    @Produces
    @Singleton
    Operators operators(ApiKeys keys, ControlFeed feed, Settings settings, Clock clock) {
        return new Operators(keys, feed::sequence, settings.token().ttl(), clock);
    }

    @Produces
    @Singleton
    MutationCandidates candidates() {
        return new MutationCandidates();
    }

    @Produces
    @Singleton
    MutationRegistry registry(BeanManager beans, MutationCandidates candidates) {
        return MutationDiscovery.discover(beans, candidates.classes());
    }

    @Produces
    @Singleton
    Mutations mutations(
            MutationRegistry registry,
            Instance<RequestContextController> requestContexts,
            JsonMapper mapper,
            Settings settings) {
        return new Mutations(
                registry, requestContexts, mapper, settings.limits().state());
    }

    @Produces
    @Singleton
    ControlFeed feed(Store store, Threads threads) {
        return new ControlFeed(store, threads.control());
    }

    @Produces
    @Singleton
    Invalidations invalidations(
            ControlFeed feed,
            Store store,
            Marks marks,
            Rooms rooms,
            ForeignCredentials foreign,
            Settings settings,
            Clock clock) {
        Duration own = settings.token().maxTtl();
        Duration others = foreign.longestLife();
        Duration longest =
                (own.compareTo(others) > 0 ? own : others).plus(settings.token().leeway());
        return new Invalidations(feed, store, marks, rooms, longest, clock);
    }

    @Produces
    @Singleton
    RoomGrants roomGrants(ControlFeed feed, LivePolicy policy, Rooms rooms) {
        return new RoomGrants(feed, policy, rooms.eviction());
    }

    @Produces
    @Singleton
    RoomStatus roomStatus(ControlFeed feed, Store store, RoomGrants grants, Rooms rooms) {
        return new RoomStatus(feed, store, grants, rooms);
    }

    @Produces
    @Singleton
    RoomLog roomLog(Store store, Threads threads) {
        return new RoomLog(store, threads.factory("latchkey-commit"));
    }

    void close(@Disposes RoomLog log) {
        log.close();
    }

    @Produces
    @Singleton
    Observers observers(@Any Instance<RoomObserver> observers, Threads threads) {
        return new Observers(observers.stream().toList(), threads.factory("latchkey-observer"));
    }

    void close(@Disposes Observers observers) {
        observers.close();
    }

    @Produces
    @Singleton
    Rooms rooms(
            Store store,
            RoomLog log,
            ControlFeed feed,
            Mutations mutations,
            RightsSource rights,
            Settings settings,
            Threads threads,
            @Any Instance<BroadcastRule> broadcasts,
            Observers observers,
            Clock clock,
            Meters meters,
            AuditLog audit) {
        BroadcastRule rule = OptionalBean.of(BroadcastRule.class, broadcasts).orElse((from, room, event, data) -> true);
        Rooms rooms = new Rooms(new Engine(
                store,
                log,
                feed,
                mutations,
                rights,
                settings,
                threads.tasks(),
                threads.writers(),
                threads.timer(),
                rule,
                observers,
                clock,
                new RoomWatch(meters, audit::count)));
        meters.gauge("latchkey_rooms", "Rooms that are loaded.", rooms::count);
        return rooms;
    }
}
