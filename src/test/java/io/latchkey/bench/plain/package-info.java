/** The endpoint that Latchkey is compared with, packed into a WAR of its own. */
@NullMarked
package io.latchkey.bench.plain;

import org.jspecify.annotations.NullMarked;
