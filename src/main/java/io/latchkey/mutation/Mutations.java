package io.latchkey.mutation;

import io.latchkey.protocol.Code;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.Instance;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Runs mutations: the only way to one, for sockets, REST and tests alike. Safe for use by many threads; one room's
 * mutations come from one thread at a time.
 */
public final class Mutations {
    private static final Logger LOG = System.getLogger(Mutations.class.getName());

    private final MutationRegistry registry;
    private final Instance<RequestContextController> requestContexts;
    private final JsonMapper mapper;
    private final long maxState;

    /** @param maxState the bound of a room's state, in bytes */
    public Mutations(
            MutationRegistry registry,
            Instance<RequestContextController> requestContexts,
            JsonMapper mapper,
            long maxState) {
        this.registry = registry;
        this.requestContexts = requestContexts;
        this.mapper = mapper;
        this.maxState = maxState;
    }

    /** Runs one mutation over a state, without side effects on it. Never throws for what a mutator or a caller does. */
    public MutationOutcome run(MutationCall call, StateView state) {
        RoomTransaction tx = new RoomTransaction(call, state, maxState, mapper);
        RequestContextController context = requestContexts.get();
        boolean activated = context.activate();
        try {
            registry.find(call.name()).invoke(tx);
            return tx.outcome();
        } catch (Refusal refusal) {
            return refusal.outcome();
        } catch (Throwable failure) {
            LOG.log(Level.WARNING, "Mutation " + call.name() + " failed in room " + call.room(), failure);
            return MutationOutcome.rejected(Code.INTERNAL, Code.INTERNAL.message());
        } finally {
            if (activated) {
                context.deactivate();
            }
            requestContexts.destroy(context);
        }
    }
}
