package io.latchkey.app;

import io.latchkey.access.LivePolicy;
import io.latchkey.audit.AuditLog;
import io.latchkey.config.Settings;
import io.latchkey.invalidation.ControlFeed;
import io.latchkey.invalidation.Invalidations;
import io.latchkey.invalidation.PolicyWatch;
import io.latchkey.invalidation.RoomGrants;
import io.latchkey.invalidation.RoomStatus;
import io.latchkey.mutation.MutationRegistry;
import io.latchkey.room.Rooms;
import io.latchkey.token.Authenticator;
import io.latchkey.token.SigningKeys;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;

/** Starts everything with the application, so that what is wrong stops the deployment and not the first user. */
@WebListener
public class Startup implements ServletContextListener {
    private static final String TYRUS_BUFFER = "org.glassfish.tyrus.servlet.incoming-buffer-size";
    private static final long MOST_DRAINING_MS = 2_000;
    private static final long DRAINING_STEP_MS = 20;
    private static final Logger LOG = System.getLogger(Startup.class.getName());

    /** Looked up here and not injected: Payara makes listeners before the contexts that CDI needs are active. */
    @Override
    public void contextInitialized(ServletContextEvent event) {
        CDI<Object> beans = CDI.current();
        Settings settings = beans.select(Settings.class).get();
        settings.warnings().forEach(warning -> LOG.log(Level.WARNING, warning));
        if (settings.demo()) {
            LOG.log(Level.WARNING, "latchkey.demo is on: anybody on this machine can log in as ann, bob or root");
        }
        warnOfLargeMessages(event.getServletContext(), settings.limits().message());
        beans.select(MutationCandidates.class).get().found(event.getServletContext());
        MutationRegistry registry = beans.select(MutationRegistry.class).get();
        beans.select(Authenticator.class).get();
        Rooms rooms = beans.select(Rooms.class).get();
        Threads threads = beans.select(Threads.class).get();
        beginControl(beans, settings, rooms, threads);
        threads.timer().scheduleAtFixedRate(rooms::tick, 1, 1, TimeUnit.SECONDS);
        SigningKeys keys = beans.select(SigningKeys.class).get();
        threads.timer().scheduleAtFixedRate(() -> threads.tasks().execute(keys::tick), 1, 1, TimeUnit.SECONDS);
        LOG.log(Level.INFO, "Latchkey is ready with the mutations " + registry.names());
    }

    private static void warnOfLargeMessages(ServletContext context, long limit) {
        String buffer = context.getInitParameter(TYRUS_BUFFER);
        if (buffer != null && limit > Long.parseLong(buffer) / 2) {
            LOG.log(
                    Level.WARNING,
                    "Payara and GlassFish take messages of latchkey.limit.message only when " + TYRUS_BUFFER
                            + " in WEB-INF/web.xml is raised to twice as much");
        }
    }

    /** Marks, grants and the status of rooms are in force before the first connection is accepted. */
    private static void beginControl(CDI<Object> beans, Settings settings, Rooms rooms, Threads threads) {
        ControlFeed feed = beans.select(ControlFeed.class).get();
        Invalidations invalidations = beans.select(Invalidations.class).get();
        beans.select(RoomGrants.class).get();
        beans.select(RoomStatus.class).get();
        feed.load();
        threads.timer().scheduleAtFixedRate(() -> feed.catchUp(() -> {}), 1, 1, TimeUnit.SECONDS);
        threads.timer().scheduleAtFixedRate(invalidations::forget, 1, 1, TimeUnit.HOURS);
        settings.policy().filter(PolicyWatch::watches).ifPresent(file -> {
            PolicyWatch watch =
                    new PolicyWatch(file, beans.select(LivePolicy.class).get(), rooms);
            threads.timer().scheduleAtFixedRate(() -> threads.tasks().execute(watch::look), 1, 1, TimeUnit.SECONDS);
        });
    }

    /** Before the beans go: who is there is told, and what was counted or waits for the audit log is kept. */
    @Override
    public void contextDestroyed(ServletContextEvent event) {
        drain(CDI.current().select(Rooms.class).get());
        CDI.current().select(SigningKeys.class).get().tick();
        CDI.current().select(AuditLog.class).get().close();
    }

    private static void drain(Rooms rooms) {
        rooms.drain();
        try {
            for (long waited = 0; rooms.roster().size() > 0 && waited < MOST_DRAINING_MS; waited += DRAINING_STEP_MS) {
                Thread.sleep(DRAINING_STEP_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
