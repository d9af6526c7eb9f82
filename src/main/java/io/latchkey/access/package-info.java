/** Who may do what: grants, the policy, marks, the Origin rule, over plain strings. Opens no socket and reads no token. */
@NullMarked
package io.latchkey.access;

import org.jspecify.annotations.NullMarked;
