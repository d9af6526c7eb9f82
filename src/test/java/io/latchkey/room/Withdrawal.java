package io.latchkey.room;

import java.util.concurrent.CountDownLatch;

/** Rights that change exactly between the arrival of mutations and their application. */
final class Withdrawal {
    private Withdrawal() {}

    /** Holds the room's task while the frame arrives and the rights change, so that the frame can only wait. */
    static void during(RecordingPeer author, Runnable change, String... frame) {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch changed = new CountDownLatch(1);
        author.where()
                .room()
                .execute(
                        room -> {
                            held.countDown();
                            awaitLatch(changed);
                        },
                        () -> {});
        awaitLatch(held);
        author.mutate(frame);
        change.run();
        changed.countDown();
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
