package io.latchkey.token.foreign;

import io.latchkey.api.AuthHandler;
import io.latchkey.api.ControlSequence;
import io.latchkey.config.Secret;
import io.latchkey.config.Settings;
import io.latchkey.config.Settings.Login;
import io.latchkey.config.SettingsException;
import io.latchkey.token.ForeignCredentials;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * What foreign credentials are decided with.
 *
 * @param open every setting that is no secret, for an application's handler
 * @param sequence the database's own control sequence; may throw {@code StoreException}
 * @param groups the groups that the policy names
 * @param continuations what runs whatever follows a verdict that did not come at once
 */
public record ForeignParts(
        Settings settings,
        Map<String, String> open,
        Supplier<ControlSequence> sequence,
        Supplier<Set<String>> groups,
        Bulkhead bulkhead,
        Executor continuations,
        Clock clock) {
    /**
     * Puts them together.
     *
     * @param application the application's own handler
     * @throws SettingsException when a setting is wrong, or both kinds of handler are there
     */
    public ForeignCredentials assemble(Optional<AuthHandler> application) {
        HttpFetch http = new HttpFetch();
        IssuersReader reader = new IssuersReader(
                new KeySources(http, clock),
                settings.token().issuer(),
                settings.oidc().provider().map(URI::toString));
        List<TrustedIssuer> issuers = issuers(reader);
        Optional<URI> url = settings.handler().url();
        if (url.isPresent() && application.isPresent()) {
            throw new SettingsException("latchkey.auth.handler-url: the application has an AuthHandler of its own");
        }
        Optional<AuthHandler> handler =
                application.or(() -> url.map(uri -> new AuthServer(uri, settings.handler(), http)));
        return new ForeignChain(
                new IssuerTokens(
                        issuers, new ForeignClaims(groups), settings.token().leeway(), clock),
                handler.map(one -> new HandlerVerdicts(one, open, bulkhead, settings.token(), sequence, clock)),
                continuations);
    }

    /** The login provider is one, too: machines come with its access tokens where browsers come with a session. */
    private List<TrustedIssuer> issuers(IssuersReader reader) {
        List<TrustedIssuer> named = new ArrayList<>(
                settings.auth().issuers().map(Secret::value).map(reader::read).orElse(List.of()));
        if (settings.login().mechanism() == Login.OIDC) {
            TrustedIssuer provider = reader.loginProvider(settings.oidc());
            if (named.stream().noneMatch(issuer -> issuer.issuer().equals(provider.issuer()))) {
                named.add(provider);
            }
        }
        return List.copyOf(named);
    }
}
