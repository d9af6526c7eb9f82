/** The benchmark: Latchkey and a plain endpoint on the same server, one after the other. See src/test/bench/README.md. */
@NullMarked
package io.latchkey.bench;

import org.jspecify.annotations.NullMarked;
