package io.latchkey.login;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.security.enterprise.authentication.mechanism.http.BasicAuthenticationMechanismDefinition;

/** HTTP Basic, when {@link ChosenLogin} keeps it. */
@ApplicationScoped
@BasicAuthenticationMechanismDefinition(realmName = "latchkey")
public class BasicLogin {}
