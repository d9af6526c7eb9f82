/** The users' reference under {@code src/main/webapp/spec}: its tables come from the code, its examples run. */
@NullMarked
package io.latchkey.spec;

import org.jspecify.annotations.NullMarked;
