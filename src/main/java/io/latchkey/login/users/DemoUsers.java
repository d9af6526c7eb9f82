package io.latchkey.login.users;

import io.latchkey.login.ChosenBy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.security.enterprise.credential.Credential;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.IdentityStore;
import java.util.Set;

/** The users of {@code latchkey.demo}, whose passwords are their names. */
@ChosenBy(ChosenBy.Choice.DEMO)
@ApplicationScoped
public class DemoUsers implements IdentityStore {
    private static final Set<String> NAMES = Set.of("ann", "bob", "root");

    @Override
    public CredentialValidationResult validate(Credential credential) {
        return credential instanceof UsernamePasswordCredential known
                        && NAMES.contains(known.getCaller())
                        && known.getPassword().compareTo(known.getCaller())
                ? new CredentialValidationResult(known.getCaller())
                : CredentialValidationResult.INVALID_RESULT;
    }
}
