package io.latchkey.room;

import io.latchkey.mutation.MutationOutcome.Event;
import io.latchkey.protocol.ServerMessage.Broadcast;
import io.latchkey.protocol.ServerMessage.Poke;
import java.util.Collection;
import java.util.Optional;

/** Tells members what has become durable. Confined to the room's task. */
final class Announcer {
    private final Engine engine;
    private final RoomContents contents;
    private final Fanout fanout;
    private final Collection<Member> members;

    Announcer(Engine engine, RoomContents contents, Fanout fanout, Collection<Member> members) {
        this.engine = engine;
        this.contents = contents;
        this.fanout = fanout;
        this.members = members;
    }

    /** Own messages first, then the poke: so that a result goes out directly behind the poke that reaches it. */
    void tell(Batch batch) {
        for (Batch.Done done : batch.done()) {
            Queued queued = done.queued();
            queued.client().flatMap(ClientRecord::member).ifPresent(member -> tell(member, done));
            done.outcome().events().forEach(event -> emit(event, done));
        }
        if (batch.version() > batch.from()) {
            publish(new Poke(batch.from(), batch.version(), batch.writes()));
        }
        for (Batch.Done done : batch.done()) {
            done.queued().answer().ifPresent(answer -> answer.complete(done.result()));
            done.outcome().afterCommit().forEach(action -> engine.tasks().execute(action));
        }
    }

    private static void tell(Member member, Batch.Done done) {
        if (done.result().version().isEmpty() && member.isMuted()) {
            member.tellAtOnce(done.text());
        } else {
            member.tell(done.version(), done.text());
        }
    }

    private void emit(Event event, Batch.Done done) {
        Optional<Member> author = Optional.of(done.queued().call().author())
                .filter(Member.class::isInstance)
                .map(Member.class::cast);
        String connection = author.map(Member::connection).orElse("");
        String user = done.queued().call().author().auth().user().toString();
        String text = new Broadcast(event.name(), event.data().toString(), connection, user).encode();
        for (Member member : members) {
            boolean self = author.filter(member::equals).isPresent();
            boolean wanted = switch (event.audience()) {
                case ALL -> true;
                case OTHERS -> !self;
                case SELF -> self;
            };
            if (wanted) {
                member.tell(done.version(), text);
            }
        }
    }

    void publish(Poke poke) {
        fanout.publish(poke, contents.state().bytes());
        members.forEach(Member::wake);
    }
}
