package io.latchkey.it;

import io.latchkey.api.Mutation;
import io.latchkey.api.WriteTransaction;

/** A mutation that CDI does not know of: its author forgot the scope. */
public class UnscopedMutation {
    @Mutation("unscoped")
    public void write(WriteTransaction tx) {
        tx.put("k", 1);
    }
}
