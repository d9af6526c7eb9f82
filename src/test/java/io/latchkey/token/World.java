package io.latchkey.token;

import io.latchkey.access.LivePolicy;
import io.latchkey.access.Marks;
import io.latchkey.access.Policy;
import io.latchkey.access.PolicyException;
import io.latchkey.access.RightsSource;
import io.latchkey.api.ControlSequence;
import io.latchkey.api.KeyResolver;
import io.latchkey.config.Settings;
import io.latchkey.config.Settings.TokenSettings;
import io.latchkey.config.SettingsLoader;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;

/** Everything real that tokens need, around a clock, a policy and a control sequence that a test sets. */
final class World {
    static final Instant NOW = Instant.parse("2026-01-31T10:00:00Z");

    final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    final LivePolicy policy = new LivePolicy(Policy.NONE);
    final AtomicReference<ControlSequence> sequence = new AtomicReference<>(new ControlSequence("db1", 7));
    final TokenSettings settings;
    final Marks marks;
    final SigningKeys keys;
    final TokenIssuer issuer;
    final TokenVerifier verifier;
    final MemoryTickets ticketStore = new MemoryTickets();
    final Tickets tickets;
    final Provisioning provisioning;
    final Authenticator authenticator;
    final CallerTokens callerTokens;

    World(Map<String, String> settings) {
        this(settings, new MemoryKeys(), Optional.empty());
    }

    World(Map<String, String> settings, MemoryKeys database, Optional<KeyResolver> resolver) {
        Properties properties = new Properties();
        properties.putAll(settings);
        Settings loaded = new SettingsLoader(properties, Map.of()).load();
        this.settings = loaded.token();
        Clock clock = new SetClock(now);
        marks = new Marks(clock);
        keys = SigningKeys.load(this.settings, database, database, clock);
        issuer = new TokenIssuer(this.settings, keys, AdmissionHooks.NONE.schema(), marks, clock);
        verifier = new TokenVerifier(this.settings, keys, resolver, sequence::get, clock);
        callerTokens = new CallerTokens(issuer, policy, marks, sequence::get, this.settings, clock);
        tickets = new Tickets(ticketStore, sequence::get, loaded.ticket(), clock);
        provisioning = new Provisioning(issuer, sequence::get, this.settings);
        authenticator = new Authenticator(
                verifier,
                callerTokens,
                ForeignCredentials.NONE,
                tickets,
                this.settings.issuer(),
                new RightsSource(policy, marks, clock),
                AdmissionHooks.NONE);
    }

    static World of(KeyKind kind) {
        return new World(Map.of(kind.setting(), kind.value()));
    }

    void policy(String json) {
        try {
            policy.replace(Policy.parse(json.replace('\'', '"')));
        } catch (PolicyException e) {
            throw new IllegalArgumentException(e);
        }
    }

    void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    private static final class SetClock extends Clock {
        private final AtomicReference<Instant> now;

        SetClock(AtomicReference<Instant> now) {
            this.now = now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Objects.requireNonNull(now.get());
        }
    }
}
