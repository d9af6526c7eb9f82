package io.latchkey.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginsTest {
    @ParameterizedTest
    @CsvSource({
        "http://app.example, app.example, true",
        "https://app.example, app.example, true",
        "https://App.Example, app.example:443, true",
        "https://app.example:443, app.example, true",
        "http://127.0.0.1:8080, 127.0.0.1:8080, true",
        "http://[::1]:8080, [::1]:8080, true",
        "https://app.example, app.example:8443, false",
        "http://app.example:8080, app.example, false",
        "https://app.example.evil, app.example, false",
        "https://evil.example, app.example, false",
        "https://app.example@evil.example, app.example, false",
        "https://app.example/, app.example, false",
        "https://app.example https://evil.example, app.example, false",
        "null, null, false",
        "'', '', false",
        "https://, '', false",
        "file://, '', false",
        "https://app.example, 'app.example,evil', false",
    })
    void comparesTheOriginWithTheHost(String origin, String host, boolean allowed) {
        assertThat(new Origins(Optional.empty(), List.of()).allows(origin, Optional.of(host)))
                .isEqualTo(allowed);
    }

    @Test
    void asksForThePublicUrlAndNotTheHostWhereThereIsOne() {
        Origins origins = new Origins(Optional.of(URI.create("https://app.example/rooms/")), List.of());

        assertThat(origins.allows("https://app.example", Optional.of("10.0.0.1:8080")))
                .isTrue();
        assertThat(origins.allows("http://app.example", Optional.of("app.example")))
                .isFalse();
        assertThat(origins.allows("http://10.0.0.1:8080", Optional.of("10.0.0.1:8080")))
                .isFalse();
    }

    @Test
    void allowsTheOriginsOfTheSetting() {
        Origins origins = new Origins(Optional.empty(), List.of("https://other.example", "capacitor://localhost"));

        assertThat(origins.allows("https://other.example", Optional.of("app.example")))
                .isTrue();
        assertThat(origins.allows("https://other.example:443", Optional.empty()))
                .isTrue();
        assertThat(origins.allows("capacitor://localhost", Optional.empty())).isTrue();
        assertThat(origins.allows("http://other.example", Optional.of("app.example")))
                .isFalse();
    }
}
