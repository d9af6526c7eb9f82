package io.latchkey.login;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.security.enterprise.authentication.mechanism.http.CustomFormAuthenticationMechanismDefinition;
import jakarta.security.enterprise.authentication.mechanism.http.LoginToContinue;

/** The form of {@link LoginPage}. */
@ChosenBy(ChosenBy.Choice.FORM)
@ApplicationScoped
@CustomFormAuthenticationMechanismDefinition(
        loginToContinue =
                @LoginToContinue(loginPage = LoginPages.LOGIN, useForwardToLogin = false, errorPage = LoginPages.LOGIN))
public class FormLogin {}
