/** What is durable: the SPI, and its implementations on H2 and PostgreSQL. Knows no rule about who may do what. */
@NullMarked
package io.latchkey.store;

import org.jspecify.annotations.NullMarked;
