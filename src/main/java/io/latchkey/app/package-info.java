/**
 * Wiring only: the JAX-RS application, start-up and shut-down.
 *
 * <p>On Payara a failed start never ends the process, which prints that it is ready all the same: ask {@code
 * /api/v1/health/ready}.
 */
@NullMarked
package io.latchkey.app;

import org.jspecify.annotations.NullMarked;
