package io.latchkey.login;

import io.latchkey.config.Settings;
import io.latchkey.config.Settings.Login;
import io.latchkey.config.SettingsLoader;
import io.latchkey.login.ChosenBy.Choice;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.WithAnnotations;
import java.util.EnumSet;
import java.util.Set;

/**
 * Vetoes every login mechanism and identity store but the chosen ones, so that one WAR has any of them and an
 * application with a mechanism of its own is not disturbed (Jakarta Security 3.0 allows one mechanism).
 */
public class ChosenLogin implements Extension {
    private final Set<Choice> chosen = EnumSet.noneOf(Choice.class);

    void begin(@Observes BeforeBeanDiscovery event) {
        Settings settings = SettingsLoader.fromEnvironment();
        Login mechanism = settings.login().mechanism();
        choose(Choice.BASIC, mechanism == Login.BASIC);
        choose(Choice.FORM, mechanism == Login.FORM);
        choose(Choice.OIDC, mechanism == Login.OIDC);
        choose(Choice.DEMO, settings.demo());
        choose(Choice.USER_TABLE, settings.login().database().isPresent());
        choose(Choice.USER_DIRECTORY, settings.login().ldap().isPresent());
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
