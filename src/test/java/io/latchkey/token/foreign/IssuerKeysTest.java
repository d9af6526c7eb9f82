package io.latchkey.token.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.protocol.Code;
import io.latchkey.token.Refused;
import io.latchkey.token.Verdict;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the keys of an issuer are had and kept. */
class IssuerKeysTest {
    private static final Refused INVALID = new Refused(Code.INVALID_TOKEN);

    @Test
    void fetchesOnceForAllTokensOfAKnownKey() {
        try (IssuerWorld world = new IssuerWorld("")) {
            assertThat(world.server.paths()).isEmpty();
            for (int i = 0; i < 20; i++) {
                assertThat(world.verify(world.issuer.token("user-" + i, IssuerWorld.NOW)))
                        .isInstanceOf(Verdict.Authenticated.class);
            }
            assertThat(world.server.paths()).containsExactly("/jwks");
        }
    }

    @Test
    void aFloodOfUnknownKeysCostsOneFetchInACoolDown() {
        try (IssuerWorld world = new IssuerWorld("")) {
            world.verify(world.token());
            for (int i = 0; i < 50; i++) {
                assertThat(world.verify(forged("unknown-" + i))).isEqualTo(INVALID);
            }
            assertThat(world.server.paths()).hasSize(2);
            world.pass(IssuerKeys.COOL_DOWN);
            for (int i = 0; i < 50; i++) {
                assertThat(world.verify(forged("unknown-" + i))).isEqualTo(INVALID);
            }
            assertThat(world.server.paths()).hasSize(3);
        }
    }

    private static String forged(String kid) {
        return new TestIssuer().sign(TestIssuer.claims("ann", IssuerWorld.NOW), jws -> jws.setKeyIdHeaderValue(kid));
    }

    @Test
    void aNewKeyIsTakenAtOnceAndAWithdrawnOneEndsWithItsTokens() {
        try (IssuerWorld world = new IssuerWorld("")) {
            String old = world.token();
            assertThat(world.verify(old)).isInstanceOf(Verdict.Authenticated.class);
            world.issuer.rotate("k2");
            assertThat(world.verify(world.token())).isInstanceOf(Verdict.Authenticated.class);
            assertThat(world.verify(old)).isInstanceOf(Verdict.Authenticated.class);
            world.issuer.withdrawOld();
            world.pass(IssuerKeys.COOL_DOWN);
            world.verify(forged("unknown"));
            assertThat(world.verify(old)).isEqualTo(INVALID);
        }
    }

    @Test
    void discoveryIsFollowedWhenItNamesTheIssuerItWasAskedFor() {
        try (IssuerWorld world = new IssuerWorld("", "discovery", "/realm/")) {
            world.server
                    .at(
                            "/realm/.well-known/openid-configuration",
                            (exchange, body) -> OtherServer.send(
                                    exchange,
                                    200,
                                    discovery(
                                            TestIssuer.ISSUER,
                                            world.server.uri("/keys").toString())))
                    .at("/keys", (exchange, body) -> OtherServer.send(exchange, 200, world.issuer.jwks()));
            assertThat(world.verify(world.token())).isInstanceOf(Verdict.Authenticated.class);
        }
    }

    private static String discovery(String issuer, String jwks) {
        return "{\"issuer\":\"" + issuer + "\",\"jwks_uri\":\"" + jwks + "\"}";
    }

    @Test
    void discoveryOfAnotherIssuerIsNoAnswer() {
        try (IssuerWorld world = new IssuerWorld("", "discovery", "/.well-known/openid-configuration")) {
            world.server
                    .at(
                            "/.well-known/openid-configuration",
                            (exchange, body) -> OtherServer.send(
                                    exchange,
                                    200,
                                    discovery(
                                            "https://evil.test",
                                            world.server.uri("/keys").toString())))
                    .at("/keys", (exchange, body) -> OtherServer.send(exchange, 200, world.issuer.jwks()));
            assertThatThrownBy(() -> world.verify(world.token())).hasMessageContaining("another issuer");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"500", "302", "204", "large", "html", "empty"})
    void keysThatCannotBeHadAreOurFailureAndAreAskedForAgain(String failure) {
        try (IssuerWorld world = new IssuerWorld("", "jwks", "/keys")) {
            world.server
                    .at("/keys", (exchange, body) -> {
                        if (!IssuerWorld.NOW.equals(world.now.get())) {
                            OtherServer.send(exchange, 200, world.issuer.jwks());
                            return;
                        }
                        exchange.getResponseHeaders()
                                .add("Location", world.server.uri("/elsewhere").toString());
                        switch (failure) {
                            case "large" -> OtherServer.send(exchange, 200, world.issuer.jwks() + " ".repeat(300_000));
                            case "html" -> OtherServer.send(exchange, 200, "<html>");
                            case "empty" -> OtherServer.send(exchange, 200, "{\"keys\":[]}");
                            default -> OtherServer.send(exchange, Integer.parseInt(failure), "");
                        }
                    })
                    .at("/elsewhere", (exchange, body) -> OtherServer.send(exchange, 200, world.issuer.jwks()));
            assertThatThrownBy(() -> world.verify(world.token())).hasRootCauseInstanceOf(IOException.class);
            assertThatThrownBy(() -> world.verify(world.token())).hasRootCauseInstanceOf(IOException.class);
            assertThat(world.server.paths()).containsExactly("/keys");
            world.pass(IssuerKeys.RETRY);
            assertThat(world.verify(world.token())).isInstanceOf(Verdict.Authenticated.class);
        }
    }
}
