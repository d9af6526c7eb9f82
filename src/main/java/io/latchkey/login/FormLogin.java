package io.latchkey.login;

import jakarta.enterprise.inject.Vetoed;
import jakarta.security.enterprise.authentication.mechanism.http.CustomFormAuthenticationMechanismDefinition;
import jakarta.security.enterprise.authentication.mechanism.http.LoginToContinue;

/** The form of {@link LoginPage}. */
@Vetoed // until ChosenLogin adds it
@CustomFormAuthenticationMechanismDefinition(
        loginToContinue =
                @LoginToContinue(loginPage = LoginPages.LOGIN, useForwardToLogin = false, errorPage = LoginPages.LOGIN))
public class FormLogin {}
