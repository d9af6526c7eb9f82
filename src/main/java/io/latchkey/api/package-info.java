/** What an application that embeds Latchkey imports: small, documented, stable. Uses no other package of Latchkey. */
@NullMarked
package io.latchkey.api;

import org.jspecify.annotations.NullMarked;
