/** The benchmark: Latchkey beside a plain endpoint on the same server and beside socket.io. See src/test/bench/README.md. */
@NullMarked
package io.latchkey.bench;

import org.jspecify.annotations.NullMarked;
