package io.latchkey.login;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReturnPathTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/demo/", "/a/b?c=d&e=%2F%2Fx#f", "/?next=https://elsewhere.example/", "/loginfo.html"})
    void aPathOfThisServerIsKept(String path) {
        assertThat(ReturnPath.local(path, "")).contains(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "demo/",
                "//evil.example",
                "///evil.example",
                "/\\evil.example",
                "\\\\evil.example",
                "https://evil.example",
                "https:/evil.example",
                "javascript:alert(1)",
                "/\t/evil.example",
                "\t//evil.example",
                "/\n/evil.example",
                "/a\r\nSet-Cookie: a=b",
                "/a b",
                "/\u2215evil.example",
                "/login",
                "/login?return=/login",
                "/logout",
                "/logout?return=/"
            })
    void anythingElseIsNot(String path) {
        assertThat(ReturnPath.local(path, "")).isEmpty();
    }
}
