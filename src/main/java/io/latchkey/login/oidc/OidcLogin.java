package io.latchkey.login.oidc;

import jakarta.enterprise.inject.Vetoed;
import jakarta.security.enterprise.authentication.mechanism.http.OpenIdAuthenticationMechanismDefinition;

/**
 * Jakarta Security's own OpenID Connect mechanism. It does not refresh tokens: it would do so for every request, and
 * answer a script with a redirect when the provider has ended the login; {@link OidcCallers} does. Nor does it lead back
 * to where the browser was: the reference implementation loses the query there.
 */
@Vetoed // until ChosenLogin adds it
@OpenIdAuthenticationMechanismDefinition(
        providerURI = "${latchkeyOidc.provider}",
        clientId = "${latchkeyOidc.clientId}",
        clientSecret = "${latchkeyOidc.clientSecret}",
        redirectURI = "${latchkeyOidc.redirectUri}",
        scopeExpression = "${latchkeyOidc.scopes}",
        redirectToOriginalResource = false,
        tokenAutoRefresh = false)
public class OidcLogin {}
