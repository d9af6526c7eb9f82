package io.latchkey.room;

import io.latchkey.protocol.ServerMessage.Result;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** Mutations of callers without a socket, on their way into a room's queue. Confined to the room's task. */
final class Submissions {
    private final RoomQueue queue;
    private final RoomContents contents;
    private final Clock clock;

    Submissions(RoomQueue queue, RoomContents contents, Clock clock) {
        this.queue = queue;
        this.contents = contents;
        this.clock = clock;
    }

    void take(List<Submission> submissions, CompletableFuture<List<Result>> results) {
        List<CompletableFuture<Result>> outcomes = new ArrayList<>();
        for (Submission submission : submissions) {
            outcomes.add(take(submission));
        }
        CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new)).whenComplete((done, failure) -> {
            if (failure == null) {
                results.complete(outcomes.stream().map(CompletableFuture::join).toList());
            } else {
                results.completeExceptionally(failure);
            }
        });
    }

    private CompletableFuture<Result> take(Submission submission) {
        CompletableFuture<Result> outcome = new CompletableFuture<>();
        String user = submission.call().author().auth().userId();
        Optional<ClientRecord> client =
                submission.numbered().map(number -> contents.client(user, number.client(), clock.instant()));
        OptionalLong id = submission
                .numbered()
                .map(number -> OptionalLong.of(number.id()))
                .orElse(OptionalLong.empty());
        queue.accept(submission.call(), client, id, outcome);
        return outcome;
    }
}
