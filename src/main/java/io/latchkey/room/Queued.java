package io.latchkey.room;

import io.latchkey.mutation.MutationCall;
import io.latchkey.protocol.ServerMessage.Result;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * A mutation that waits for its turn.
 *
 * @param client who numbers it; without one it has no id and no deduplication
 * @param answer completed with the outcome, for callers without a socket
 */
record Queued(
        MutationCall call,
        OptionalLong id,
        Optional<ClientRecord> client,
        Optional<CompletableFuture<Result>> answer) {}
