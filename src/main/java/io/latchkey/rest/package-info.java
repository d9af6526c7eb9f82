/** The JAX-RS edge. Never uses another edge. */
@NullMarked
package io.latchkey.rest;

import org.jspecify.annotations.NullMarked;
