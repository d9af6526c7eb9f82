package io.latchkey.login.users;

import io.latchkey.config.Settings;
import io.latchkey.login.ChosenBy;
import io.latchkey.login.KnownUser;
import io.latchkey.store.UserQueries;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.credential.Credential;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.IdentityStore;
import jakarta.security.enterprise.identitystore.Pbkdf2PasswordHash;
import java.util.Optional;
import java.util.Set;

/** The users of {@code latchkey.login.db.*}: passwords as {@link Pbkdf2PasswordHash} hashes them. */
@ChosenBy(ChosenBy.Choice.USER_TABLE)
@ApplicationScoped
public class TableUsers implements IdentityStore {
    private final UserQueries queries;
    private final Pbkdf2PasswordHash hashing;
    /** Verified in place of an unknown user's, so that the time does not tell who exists. */
    private final String nobodys;

    @Inject
    public TableUsers(Settings settings, Pbkdf2PasswordHash hashing) {
        this.queries = new UserQueries(settings.login().database().orElseThrow());
        this.hashing = hashing;
        this.nobodys = hashing.generate("nobody".toCharArray());
    }

    /** For the client proxy. */
    @SuppressWarnings("NullAway")
    protected TableUsers() {
        this.queries = null;
        this.hashing = null;
        this.nobodys = "";
    }

    @Override
    public CredentialValidationResult validate(Credential credential) {
        if (!(credential instanceof UsernamePasswordCredential typed)) {
            return CredentialValidationResult.NOT_VALIDATED_RESULT;
        }
        Optional<String> hash = queries.hash(typed.getCaller());
        boolean right = hashing.verify(typed.getPassword().getValue(), hash.orElse(nobodys));
        if (!right || hash.isEmpty()) {
            return CredentialValidationResult.INVALID_RESULT;
        }
        Set<String> groups = queries.groups(typed.getCaller());
        return new CredentialValidationResult(new KnownUser(typed.getCaller(), groups), groups);
    }

    @PreDestroy
    void close() {
        queries.close();
    }
}
