package io.latchkey.login;

import io.latchkey.config.Settings;
import io.latchkey.config.Settings.Login;
import io.latchkey.config.SettingsLoader;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;

/**
 * Vetoes every login mechanism and identity store but the chosen ones, so that one WAR has any of them and an
 * application with a mechanism of its own is not disturbed (Jakarta Security 3.0 allows one mechanism).
 */
public class ChosenLogin implements Extension {
    private Login mechanism = Login.CONTAINER;
    private boolean demo;

    void begin(@Observes BeforeBeanDiscovery event) {
        Settings settings = SettingsLoader.fromEnvironment();
        mechanism = settings.login().mechanism();
        demo = settings.demo();
    }

    void basic(@Observes ProcessAnnotatedType<BasicLogin> type) {
        keepIf(mechanism == Login.BASIC, type);
    }

    void demoUsers(@Observes ProcessAnnotatedType<DemoUsers> type) {
        keepIf(demo, type);
    }

    private static void keepIf(boolean chosen, ProcessAnnotatedType<?> type) {
        if (!chosen) {
            type.veto();
        }
    }
}
