package io.latchkey.room;

import io.latchkey.store.Store;

/** A node that has always applied whatever the feed has. */
record StoredControl(Store store) implements ControlPoint {
    @Override
    public long applied() {
        return store.control().number();
    }

    @Override
    public void catchUp(Runnable then) {
        then.run();
    }
}
