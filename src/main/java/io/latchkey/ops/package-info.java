/** For operators: health, metrics, OpenAPI. Never uses another edge. */
@NullMarked
package io.latchkey.ops;

import org.jspecify.annotations.NullMarked;
