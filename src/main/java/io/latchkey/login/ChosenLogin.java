package io.latchkey.login;

import io.latchkey.config.Settings;
import io.latchkey.config.Settings.Login;
import io.latchkey.config.SettingsLoader;
import io.latchkey.login.ChosenBy.Choice;
import io.latchkey.login.oidc.OidcLogin;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Vetoed;
import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.WithAnnotations;
import java.util.EnumSet;
import java.util.Set;

/**
 * Adds the chosen login mechanism and vetoes every identity store but the chosen ones, so that one WAR has any of them
 * and an application with a mechanism of its own is not disturbed (Jakarta Security 3.0 allows one mechanism).
 */
public class ChosenLogin implements Extension {
    private final Set<Choice> chosen = EnumSet.noneOf(Choice.class);

    void begin(@Observes BeforeBeanDiscovery event) {
        Settings settings = SettingsLoader.fromEnvironment();
        Login mechanism = settings.login().mechanism();
        add(event, BasicLogin.class, mechanism == Login.BASIC);
        add(event, FormLogin.class, mechanism == Login.FORM);
        add(event, OidcLogin.class, mechanism == Login.OIDC);
        choose(Choice.OIDC, mechanism == Login.OIDC);
        choose(Choice.DEMO, settings.demo());
        choose(Choice.USER_TABLE, settings.login().database().isPresent());
        choose(Choice.USER_DIRECTORY, settings.login().ldap().isPresent());
    }

    /**
     * A mechanism is {@code @Vetoed} so that it is not even discovered: Open Liberty discovers a class for its
     * definition alone, and counts the mechanism when its event is vetoed.
     */
    private static void add(BeforeBeanDiscovery event, Class<?> mechanism, boolean wanted) {
        if (wanted) {
            event.addAnnotatedType(mechanism, mechanism.getName()).remove(Vetoed.class::isInstance);
        }
    }

    private void choose(Choice choice, boolean wanted) {
        if (wanted) {
            chosen.add(choice);
        }
    }

    <T> void veto(@Observes @WithAnnotations(ChosenBy.class) ProcessAnnotatedType<T> type) {
        ChosenBy by = type.getAnnotatedType().getAnnotation(ChosenBy.class);
        if (by != null && !chosen.contains(by.value())) {
            type.veto();
        }
    }
}
