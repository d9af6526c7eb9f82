package io.latchkey.room;

import io.latchkey.access.RightsSource;
import io.latchkey.api.BroadcastRule;
import io.latchkey.config.Settings;
import io.latchkey.mutation.Mutations;
import io.latchkey.store.RoomLog;
import io.latchkey.store.Store;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What every room works with.
 *
 * @param tasks where rooms run their mutators and load their state
 * @param timer for what happens later; its tasks only hand on
 * @param broadcasts the application's rule
 * @param observers the application's, who hear of rooms and members
 * @param writers where frames are handed to the container, which may block
 */
public record Engine(
        Store store,
        RoomLog log,
        ControlPoint control,
        Mutations mutations,
        RightsSource rights,
        Settings settings,
        Executor tasks,
        Executor writers,
        ScheduledExecutorService timer,
        BroadcastRule broadcasts,
        Observers observers,
        Clock clock,
        RoomWatch watch) {}
