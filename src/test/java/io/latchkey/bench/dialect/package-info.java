/** What is said to each of the measured servers, and how what it says is read. */
@NullMarked
package io.latchkey.bench.dialect;

import org.jspecify.annotations.NullMarked;
