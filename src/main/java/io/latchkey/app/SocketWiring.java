package io.latchkey.app;

import io.latchkey.access.Budgets;
import io.latchkey.audit.AuditLog;
import io.latchkey.config.Settings;
import io.latchkey.meter.Meters;
import io.latchkey.room.Rooms;
import io.latchkey.socket.HandshakeWatch;
import io.latchkey.socket.SocketServices;
import io.latchkey.token.Authenticator;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.concurrent.ScheduledExecutorService;

/** Makes what the WebSocket edge needs. */
@ApplicationScoped
public class SocketWiring {
    @Produces
    @Singleton
    HandshakeWatch watch(AuditLog audit, Meters meters) {
        return new HandshakeWatch(audit, meters);
    }

    @Produces
    @Singleton
    SocketServices services(
            Rooms rooms,
            Settings settings,
            Authenticator authenticator,
            Budgets budgets,
            ScheduledExecutorService timer,
            HandshakeWatch watch) {
        return new SocketServices(rooms, settings, authenticator, budgets, timer, watch);
    }
}
