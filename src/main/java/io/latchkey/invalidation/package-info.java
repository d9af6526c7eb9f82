/**
 * The only consumer of the control feed: marks, grants of rooms and their status, in the one order that the database
 * gives them. Puts each in force, ends the connections concerned, only then lets mutations be appended again, and says
 * in a receipt when it is over. Drives {@code room}, which never looks back.
 */
@NullMarked
package io.latchkey.invalidation;

import org.jspecify.annotations.NullMarked;
