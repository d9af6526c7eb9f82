package io.latchkey.login;

import jakarta.enterprise.inject.Vetoed;
import jakarta.security.enterprise.authentication.mechanism.http.BasicAuthenticationMechanismDefinition;

/** HTTP Basic. */
@Vetoed // until ChosenLogin adds it
@BasicAuthenticationMechanismDefinition(realmName = "latchkey")
public class BasicLogin {}
