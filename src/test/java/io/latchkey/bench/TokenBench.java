package io.latchkey.bench;

import io.latchkey.access.GrantReader;
import io.latchkey.access.Marks;
import io.latchkey.api.AuthData.Source;
import io.latchkey.api.ControlSequence;
import io.latchkey.api.Grant;
import io.latchkey.config.Settings.TokenSettings;
import io.latchkey.config.SettingsLoader;
import io.latchkey.protocol.Json;
import io.latchkey.protocol.ProtocolException;
import io.latchkey.store.H2Store;
import io.latchkey.store.Store;
import io.latchkey.token.SigningKeys;
import io.latchkey.token.TokenClaims;
import io.latchkey.token.TokenIssuer;
import io.latchkey.token.TokenVerifier;
import io.latchkey.token.Verdict;
import jakarta.json.JsonValue;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.RsaJwkGenerator;

/**
 * What it costs to verify a room token: a new one by HS256 and by RS256, and one seen before. One thread and its CPU
 * time, so that neighbours count for little; {@value #WARM_UP} rounds of warm-up, then the median of {@value #ROUNDS}.
 */
public final class TokenBench {
    private static final int WARM_UP = 100;
    private static final int ROUNDS = 11;
    private static final int TOKENS = 2_000;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private TokenBench() {}

    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("latchkey-token-bench");
        String rsa = RsaJwkGenerator.generateJwk(2048).toJson(OutputControlLevel.INCLUDE_PRIVATE);
        try (Store store = H2Store.open(folder)) {
            measure("HS256", Map.of(), store);
            measure("RS256", Map.of("latchkey.token.keys", rsa), store);
            measure("HS256, encrypted", Map.of("latchkey.token.encrypt", "true"), store);
        }
    }

    private static void measure(String name, Map<String, String> properties, Store store) throws ProtocolException {
        Properties set = new Properties();
        set.putAll(properties);
        TokenSettings settings = new SettingsLoader(set, Map.of()).load().token();
        Clock clock = Clock.systemUTC();
        SigningKeys keys = SigningKeys.load(settings, store, store.signingKeys(), clock);
        ControlSequence sequence = store.control();
        TokenIssuer issuer = new TokenIssuer(settings, keys, user -> Optional.empty(), new Marks(clock), clock);
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < TOKENS; i++) {
            tokens.add(issuer.issue(claims(sequence, i)).token());
        }
        double[] fresh = new double[ROUNDS];
        double[] seen = new double[ROUNDS];
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            // a verifier of its own, which knows none of the tokens
            TokenVerifier verifier = new TokenVerifier(settings, keys, Optional.empty(), () -> sequence, clock);
            double first = micros(verifier, tokens);
            double second = micros(verifier, tokens);
            if (round >= 0) {
                fresh[round] = first;
                seen[round] = second;
            }
        }
        System.out.printf("%-18s new %6.1f us   seen before %5.2f us%n", name, median(fresh), median(seen));
    }

    private static double micros(TokenVerifier verifier, List<String> tokens) {
        long start = THREADS.getCurrentThreadCpuTime();
        int good = 0;
        for (String token : tokens) {
            good += verifier.verify(token) instanceof Verdict.Authenticated ? 1 : 0;
        }
        long nanos = THREADS.getCurrentThreadCpuTime() - start;
        if (good != tokens.size()) {
            throw new IllegalStateException("refused " + (tokens.size() - good));
        }
        return nanos / 1_000.0 / tokens.size();
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    private static TokenClaims claims(ControlSequence sequence, int i) throws ProtocolException {
        Grant grant = GrantReader.read(Json.parseObject("{\"room\":\"acme:*\",\"access\":\"write\"}"));
        return new TokenClaims(
                "user-" + i,
                Json.parseObject("{\"name\":\"User\",\"color\":\"#336699\"}"),
                Set.of("staff", "editors"),
                Source.PROVISION,
                List.of(grant),
                JsonValue.EMPTY_JSON_OBJECT,
                "session-" + i,
                Duration.ofHours(1),
                sequence,
                Optional.empty(),
                Optional.empty());
    }
}
