package io.latchkey.login;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.security.enterprise.authentication.mechanism.http.BasicAuthenticationMechanismDefinition;

/** HTTP Basic. */
@ChosenBy(ChosenBy.Choice.BASIC)
@ApplicationScoped
@BasicAuthenticationMechanismDefinition(realmName = "latchkey")
public class BasicLogin {}
