package io.latchkey.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.config.Settings.AuthMode;
import io.latchkey.config.Settings.Login;
import io.latchkey.config.Settings.OnFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsLoaderTest {
    @Test
    void hasADefaultForWhatTheTableNamesOne() {
        Settings settings = load(Map.of(), Map.of());

        assertThat(settings.data()).isEqualTo(Path.of("/home/op/.latchkey"));
        assertThat(settings.token().ttl()).isEqualTo(Duration.ofMinutes(10));
        assertThat(settings.token().maxTtl()).isEqualTo(Duration.ofHours(6));
        assertThat(settings.ticket().uses()).hasValue(1);
        assertThat(settings.auth().onFailure()).isEqualTo(new OnFailure.Close());
        assertThat(settings.login().mechanism()).isEqualTo(Login.CONTAINER);
        assertThat(settings.rooms().heartbeat()).isEqualTo(Duration.ofSeconds(25));
        assertThat(settings.limits().state()).isEqualTo(32 << 20);
        assertThat(settings.policy()).isEmpty();
        assertThat(settings.warnings()).isEmpty();
    }

    @Test
    void takesTheFirstSourceThatHasAValue(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("latchkey.properties");
        Files.writeString(file, "latchkey.token.ttl=1\nlatchkey.token.leeway=1\nlatchkey.heartbeat=1\n");

        Settings settings = load(
                Map.of("latchkey.config", file.toString(), "latchkey.token.ttl", "3"),
                Map.of("LATCHKEY_TOKEN_TTL", "2", "LATCHKEY_TOKEN_LEEWAY", "2", "LATCHKEY_HEARTBEAT", " "));

        assertThat(settings.token().ttl()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.token().leeway()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.rooms().heartbeat()).isEqualTo(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void findsEverySettingInTheEnvironment(Setting setting) {
        assertThat(setting.environmentName()).matches("LATCHKEY(_[A-Z]+)+");
        Values values = new Values();
        values.take(Map.of(setting.environmentName(), "x"));
        assertThat(values.has(setting)).isTrue();
        assertThat(values.warnings()).isEmpty();
    }

    @Test
    void namesNoSettingTwice() {
        assertThat(Stream.of(Setting.values()).map(Setting::environmentName)).doesNotHaveDuplicates();
    }

    @Test
    void warnsOfUnknownEnvironmentNamesButNotOfThoseThatKubernetesSets() {
        Settings settings = load(
                Map.of(),
                Map.of(
                        "LATCHKEY_TOKEN_TLL", "5",
                        "LATCHKEY_SERVICE_HOST", "10.0.0.1",
                        "LATCHKEY_PORT", "tcp://10.0.0.1:80",
                        "LATCHKEY_PORT_80_TCP", "x",
                        "PATH", "/bin"));

        assertThat(settings.warnings()).singleElement().asString().contains("LATCHKEY_TOKEN_TLL", "LATCHKEY_TOKEN_TTL");
    }

    @Test
    void readsWhereTheUsersAre() {
        Settings settings = load(
                Map.of(
                        "latchkey.login.db.url", "jdbc:x:",
                        "latchkey.login.db.callers-query", "select hash from users where name = ?",
                        "latchkey.login.ldap.url", "ldap://x",
                        "latchkey.login.ldap.caller-base", "ou=people"),
                Map.of("LATCHKEY_LOGIN_LDAP_BIND_DN", "cn"));

        assertThat(settings.login().database().orElseThrow().callersQuery()).endsWith("name = ?");
        assertThat(settings.login().ldap().orElseThrow().bindDn()).contains("cn");
    }

    @Test
    void givesTheDemoItsOwnFolderLoginAndPolicy() {
        Settings settings = load(Map.of("latchkey.demo", "true", "latchkey.data", "${user.home}/d"), Map.of());

        assertThat(settings.data()).isEqualTo(Path.of("/home/op/d/demo"));
        assertThat(settings.login().mechanism()).isEqualTo(Login.BASIC);
        assertThat(settings.policy().orElseThrow()).contains("demo:board", "ann", "bob", "root");
        assertThat(load(Map.of("latchkey.demo", "true", "latchkey.login", "form"), Map.of())
                        .login()
                        .mechanism())
                .isEqualTo(Login.FORM);
    }

    @Test
    void shortensDefaultLivesToTheLongestAllowed() {
        Settings settings = load(Map.of("latchkey.token.max-ttl", "PT1M"), Map.of());

        assertThat(settings.token().ttl()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.token().provisionTtl()).isEqualTo(Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"65536", "65536B", "64KB", "64 kb"})
    void readsSizes(String text) {
        assertThat(load(Map.of("latchkey.limit.message", text), Map.of())
                        .limits()
                        .message())
                .isEqualTo(65536);
    }

    @Test
    void readsChoicesAsTheyAreWritten() {
        Settings settings = load(Map.of("latchkey.auth.mode", "two-step", "latchkey.auth.on-failure", "2"), Map.of());

        assertThat(settings.auth().mode()).isEqualTo(AuthMode.TWO_STEP);
        assertThat(settings.auth().onFailure()).isEqualTo(new OnFailure.CloseAfter(Duration.ofSeconds(2)));
        assertThat(load(Map.of("latchkey.ticket.uses", "unlimited"), Map.of())
                        .ticket()
                        .uses())
                .isEmpty();
    }

    private static Settings load(Map<String, String> system, Map<String, String> environment) {
        Properties properties = new Properties();
        properties.setProperty("user.home", "/home/op");
        properties.putAll(system);
        return new SettingsLoader(properties, environment).load();
    }
}
