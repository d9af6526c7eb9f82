package io.latchkey.login.users;

import io.latchkey.login.ChosenBy;
import io.latchkey.token.Operators;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.security.enterprise.credential.Credential;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.IdentityStore;
import java.util.Set;

/** The users of {@code latchkey.demo}, whose passwords are their names; root may also use the console. */
@ChosenBy(ChosenBy.Choice.DEMO)
@ApplicationScoped
public class DemoUsers implements IdentityStore {
    private static final Set<String> NAMES = Set.of("ann", "bob", "root");

    @Override
    public CredentialValidationResult validate(Credential credential) {
        return credential instanceof UsernamePasswordCredential known
                        && NAMES.contains(known.getCaller())
                        && known.getPassword().compareTo(known.getCaller())
                ? new CredentialValidationResult(known.getCaller(), groups(known.getCaller()))
                : CredentialValidationResult.INVALID_RESULT;
    }

    private static Set<String> groups(String name) {
        return name.equals("root") ? Set.of(Operators.ADMIN_ROLE) : Set.of();
    }
}
