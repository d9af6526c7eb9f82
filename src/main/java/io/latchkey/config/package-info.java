/** Every setting, read once at start into one record. Uses no other package of Latchkey. */
@NullMarked
package io.latchkey.config;

import org.jspecify.annotations.NullMarked;
