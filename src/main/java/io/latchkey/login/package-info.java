/** Jakarta Security: mechanisms and identity stores, chosen at deploy time. Never uses another edge. */
@NullMarked
package io.latchkey.login;

import org.jspecify.annotations.NullMarked;
