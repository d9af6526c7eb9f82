/** Login at an OpenID provider: claims, refreshed tokens, back-channel logout. */
@NullMarked
package io.latchkey.login.oidc;

import org.jspecify.annotations.NullMarked;
