package io.latchkey.login.oidc;

import io.latchkey.config.Secret;
import io.latchkey.config.Settings;
import io.latchkey.login.ChosenBy;
import io.latchkey.login.LoginPages;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.ServletContext;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The settings as the expressions of {@link OidcLogin} read them. */
@ChosenBy(ChosenBy.Choice.OIDC)
@Named("latchkeyOidc")
@ApplicationScoped
public class OidcValues {
    @Inject
    private Settings settings;

    @Inject
    private ServletContext context;

    public String getProvider() {
        return settings.oidc().provider().map(URI::toString).orElse("");
    }

    public String getClientId() {
        return settings.oidc().clientId().orElse("");
    }

    public String getClientSecret() {
        return settings.oidc().clientSecret().map(Secret::value).orElse("");
    }

    /** Without a public URL Jakarta Security puts the request's own in: Jakarta Security 3.0 section 2.4.4.2. */
    public String getRedirectUri() {
        return settings.web()
                .publicUrl()
                .map(url -> url.resolve(context.getContextPath() + LoginPages.CALLBACK))
                .map(URI::toString)
                .orElse("${baseURL}" + LoginPages.CALLBACK);
    }

    /** With {@code openid}, without which there is no ID token (OpenID Connect Core 1.0 section 3.1.2.1). */
    public String getScopes() {
        Set<String> scopes = new LinkedHashSet<>(List.of("openid"));
        scopes.addAll(settings.oidc().scopes());
        return String.join(" ", scopes);
    }
}
