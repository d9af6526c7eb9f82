package io.latchkey.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsRefusedTest {
    @Test
    void tellsEveryProblemWithNameValueAndNearestName(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("latchkey.properties");
        Files.writeString(file, "latchkey.policyy=x\nport=1\n");

        assertThatThrownBy(() -> load(
                        Map.of("latchkey.config", file.toString(), "latchkey.tokn.ttl", "5", "java.io.tmpdir", "/tmp"),
                        Map.of("LATCHKEY_TICKET_TTL", "soon", "LATCHKEY_AUTH_MODE", "both")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("latchkey.tokn.ttl (system property): there is no such setting")
                .hasMessageContaining("the nearest is latchkey.token.ttl")
                .hasMessageContaining("latchkey.policyy (file)")
                .hasMessageContaining("the nearest is latchkey.policy")
                .hasMessageContaining("port (file)")
                .hasMessageContaining("latchkey.ticket.ttl = soon (environment LATCHKEY_TICKET_TTL)")
                .hasMessageContaining("one of any, handshake, message, two-step")
                .hasMessageNotContaining("tmpdir");
    }

    @ParameterizedTest
    @CsvSource({
        "latchkey.token.max-ttl, 0",
        "latchkey.token.ttl, -PT1S",
        "latchkey.token.ttl, PT7H",
        "latchkey.provision.ttl, PT7H",
        "latchkey.token.encrypt, yes",
        "latchkey.ticket.ttl, PT16M",
        "latchkey.ticket.uses, 0",
        "latchkey.limit.message, 64 kilobytes",
        "latchkey.limit.message, 0",
        "latchkey.limit.message, 999999999999GB",
        "latchkey.limit.rate, 1.5",
        "latchkey.public-url, rooms.example.com",
        "latchkey.origins, https://a.example/path",
        "latchkey.origins, *",
        "latchkey.auth.on-failure, never",
        "latchkey.config, /no/such/file",
    })
    void stopsTheStartForAValueThatDoesNotParse(String name, String value) {
        assertThatThrownBy(() -> load(Map.of(name, value), Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(name + " = " + value);
    }

    @ParameterizedTest
    @CsvSource({
        "latchkey.demo=true, latchkey.db.url=jdbc:h2:hunter2",
        "latchkey.demo=true, latchkey.db.jndi=jdbc/x",
        "latchkey.db.jndi=jdbc/x, latchkey.db.url=jdbc:h2:hunter2",
        "latchkey.token.secret=utf8:hunter2, latchkey.token.keys=hunter2",
        "latchkey.db.password=hunter2, latchkey.db.password-file=/x",
    })
    void refusesPairsThatContradictWithoutShowingASecret(String one, String other) {
        Properties properties = new Properties();
        Stream.of(one, other).map(entry -> entry.split("=", 2)).forEach(e -> properties.setProperty(e[0], e[1]));

        assertThatThrownBy(() -> new SettingsLoader(properties, Map.of()).load())
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("can't be set together")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void showsNoSecretInItsText() {
        Settings settings = load(
                Map.of("latchkey.token.secret", "utf8:hunter2", "latchkey.login.ldap.bind-password", "hunter2"),
                Map.of("LATCHKEY_API_KEY", "hunter2", "LATCHKEY_DB_PASSWORD", "hunter2"));

        assertThat(settings.toString()).doesNotContain("hunter2");
        assertThat(settings.operator().apiKey().orElseThrow().value()).isEqualTo("hunter2");
    }

    private static Settings load(Map<String, String> system, Map<String, String> environment) {
        Properties properties = new Properties();
        properties.setProperty("user.home", "/home/op");
        properties.putAll(system);
        return new SettingsLoader(properties, environment).load();
    }
}
