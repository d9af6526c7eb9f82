/** Where the users of the Basic and the form login are: Jakarta Security's identity stores. */
@NullMarked
package io.latchkey.login.users;

import org.jspecify.annotations.NullMarked;
