/** The wire format: error codes, messages, their text, and the strict reading of untrusted JSON. Knows no server, no room and no store. */
@NullMarked
package io.latchkey.protocol;

import org.jspecify.annotations.NullMarked;
