/** From a credential to AuthData: keys, issuing, verifying, the one Authenticator chain. Knows no transport. */
@NullMarked
package io.latchkey.token;

import org.jspecify.annotations.NullMarked;
