/** Named counters, gauges and timers that anyone may touch; {@code ops} renders them. Uses no other package. */
@NullMarked
package io.latchkey.meter;

import org.jspecify.annotations.NullMarked;
