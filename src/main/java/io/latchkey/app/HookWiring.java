package io.latchkey.app;

import io.latchkey.access.LivePolicy;
import io.latchkey.api.AdmissionCheck;
import io.latchkey.api.AuthHandler;
import io.latchkey.api.UserSchema;
import io.latchkey.config.Settings;
import io.latchkey.config.SettingsLoader;
import io.latchkey.store.Store;
import io.latchkey.token.AdmissionHooks;
import io.latchkey.token.BoundedWait;
import io.latchkey.token.ForeignCredentials;
import io.latchkey.token.foreign.Bulkhead;
import io.latchkey.token.foreign.ForeignParts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** Makes the parts that an application, or another server, has a say in. */
@ApplicationScoped
public class HookWiring {
    /** Fewer than Payara Micro (200), WildFly (16 a core) and Open Liberty have request threads. */
    private static final int WAITING = 16;

    /** Two fetches for the keys of an issuer, and some. */
    private static final Duration LONGEST_FETCH = Duration.ofSeconds(15);

    @Produces
    @Singleton
    AdmissionHooks hooks(@Any Instance<UserSchema> schema, @Any Instance<AdmissionCheck> check) {
        return new AdmissionHooks(
                OptionalBean.of(UserSchema.class, schema).orElse(AdmissionHooks.NONE.schema()),
                OptionalBean.of(AdmissionCheck.class, check).orElse(AdmissionHooks.NONE.check()));
    }

    @Produces
    @Singleton
    BoundedWait waiting(Settings settings) {
        return new BoundedWait(WAITING, settings.handler().timeout().plus(LONGEST_FETCH));
    }

    @Produces
    @Singleton
    Bulkhead bulkhead(Settings settings, Threads threads) {
        return new Bulkhead(settings.handler().timeout(), threads.factory("latchkey-auth"));
    }

    void close(@Disposes Bulkhead bulkhead) {
        bulkhead.close();
    }

    @Produces
    @Singleton
    ForeignCredentials foreign(
            Settings settings,
            Store store,
            LivePolicy policy,
            Bulkhead bulkhead,
            Threads threads,
            @Any Instance<AuthHandler> handler,
            Instance<RequestContextController> contexts,
            Clock clock) {
        Map<String, String> open = new SettingsLoader(System.getProperties(), System.getenv()).open();
        return new ForeignParts(settings, open, store::control, policy::groups, bulkhead, threads.tasks(), clock)
                .assemble(OptionalBean.of(AuthHandler.class, handler).map(bean -> inRequest(bean, contexts)));
    }

    /** A bean of a handler may need the request scope: a persistence context, say. */
    private static AuthHandler inRequest(AuthHandler handler, Instance<RequestContextController> contexts) {
        return (auth, room, settings) -> {
            RequestContextController context = contexts.get();
            boolean activated = context.activate();
            try {
                return handler.authenticate(auth, room, settings);
            } finally {
                if (activated) {
                    context.deactivate();
                }
                contexts.destroy(context);
            }
        };
    }
}
