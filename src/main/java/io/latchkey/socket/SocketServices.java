package io.latchkey.socket;

import io.latchkey.access.Budgets;
import io.latchkey.config.Settings;
import io.latchkey.room.Rooms;
import io.latchkey.token.Authenticator;
import java.util.concurrent.ScheduledExecutorService;

/** What a socket needs of the rest of the program. */
public record SocketServices(
        Rooms rooms,
        Settings settings,
        Authenticator authenticator,
        Budgets budgets,
        ScheduledExecutorService timer,
        HandshakeWatch watch) {}
