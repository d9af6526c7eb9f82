package io.latchkey.login.users;

import io.latchkey.api.Caller;
import io.latchkey.config.Secret;
import io.latchkey.config.Settings;
import io.latchkey.config.Settings.UserDirectory;
import io.latchkey.login.ChosenBy;
import io.latchkey.login.KnownUser;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.credential.Credential;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.IdentityStore;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.Optional;
import java.util.Set;
import javax.naming.AuthenticationException;
import javax.naming.Context;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.SizeLimitExceededException;
import javax.naming.directory.Attribute;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;
import javax.naming.directory.SearchControls;
import javax.naming.directory.SearchResult;

/**
 * The users of {@code latchkey.login.ldap.*}. Not Jakarta Security's own LDAP store: the reference implementation puts
 * the typed name into the filter unescaped and takes an empty password for a good one, which RFC 4513 section 5.1.2
 * warns of.
 */
@ChosenBy(ChosenBy.Choice.USER_DIRECTORY)
@ApplicationScoped
@SuppressWarnings({"BanJNDI", "JdkObsolete"}) // the JDK's LDAP is JNDI; attributes are read, objects are never made
public class DirectoryUsers implements IdentityStore {
    private static final String CONNECT_TIMEOUT_MS = "3000";
    private static final String READ_TIMEOUT_MS = "5000";
    private static final int MAX_GROUPS = 1_000;

    private record Found(String dn, String name) {}

    @Inject
    private Settings settings;

    @Override
    public CredentialValidationResult validate(Credential credential) {
        if (!(credential instanceof UsernamePasswordCredential typed)) {
            return CredentialValidationResult.NOT_VALIDATED_RESULT;
        }
        String password = typed.getPasswordAsString();
        if (typed.getCaller().isEmpty() || password.isEmpty()) {
            return CredentialValidationResult.INVALID_RESULT;
        }
        UserDirectory directory = settings.login().ldap().orElseThrow();
        try {
            return validate(directory, typed.getCaller(), password);
        } catch (NamingException e) {
            throw new Caller.UnavailableException("The user directory does not answer.", e);
        }
    }

    private static CredentialValidationResult validate(UserDirectory directory, String typed, String password)
            throws NamingException {
        DirContext search = connect(
                directory,
                directory.bindDn().orElse(""),
                directory.bindPassword().map(Secret::value).orElse(""));
        try {
            Optional<Found> found = find(search, directory, typed);
            if (found.isEmpty() || !binds(directory, found.get().dn(), password)) {
                return CredentialValidationResult.INVALID_RESULT;
            }
            Set<String> groups = groups(search, directory, found.get().dn());
            return new CredentialValidationResult(new KnownUser(found.get().name(), groups), groups);
        } finally {
            search.close();
        }
    }

    private static boolean binds(UserDirectory directory, String dn, String password) throws NamingException {
        try {
            connect(directory, dn, password).close();
            return true;
        } catch (AuthenticationException e) {
            return false;
        }
    }

    private static DirContext connect(UserDirectory directory, String dn, String password) throws NamingException {
        Hashtable<String, String> environment = new Hashtable<>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.ldap.LdapCtxFactory");
        environment.put(Context.PROVIDER_URL, directory.url());
        environment.put(Context.SECURITY_AUTHENTICATION, dn.isEmpty() ? "none" : "simple");
        environment.put(Context.SECURITY_PRINCIPAL, dn);
        environment.put(Context.SECURITY_CREDENTIALS, password);
        environment.put("com.sun.jndi.ldap.connect.timeout", CONNECT_TIMEOUT_MS);
        environment.put("com.sun.jndi.ldap.read.timeout", READ_TIMEOUT_MS);
        return new InitialDirContext(environment);
    }

    /** The one user of this name, by the name that the directory writes: "Ann" and "ann" are one user there. */
    private static Optional<Found> find(DirContext search, UserDirectory directory, String typed)
            throws NamingException {
        SearchControls controls = controls(2, directory.callerAttribute());
        NamingEnumeration<SearchResult> results =
                search.search(directory.callerBase(), directory.callerFilter(), new Object[] {typed}, controls);
        try {
            if (!results.hasMore()) {
                return Optional.empty();
            }
            SearchResult first = results.next();
            Attribute name = first.getAttributes().get(directory.callerAttribute());
            boolean only = !results.hasMore();
            return only && name != null
                    ? Optional.of(new Found(first.getNameInNamespace(), String.valueOf(name.get())))
                    : Optional.empty();
        } catch (SizeLimitExceededException e) {
            return Optional.empty();
        } finally {
            results.close();
        }
    }

    private static Set<String> groups(DirContext search, UserDirectory directory, String dn) throws NamingException {
        Set<String> groups = new HashSet<>();
        if (directory.groupBase().isPresent()) {
            SearchControls controls = controls(MAX_GROUPS, directory.groupAttribute());
            NamingEnumeration<SearchResult> results =
                    search.search(directory.groupBase().get(), directory.groupFilter(), new Object[] {dn}, controls);
            while (results.hasMore()) {
                Attribute name = results.next().getAttributes().get(directory.groupAttribute());
                if (name != null) {
                    groups.add(String.valueOf(name.get()));
                }
            }
        }
        return groups;
    }

    private static SearchControls controls(int count, String attribute) {
        SearchControls controls = new SearchControls();
        controls.setSearchScope(SearchControls.SUBTREE_SCOPE);
        controls.setCountLimit(count);
        controls.setTimeLimit(Integer.parseInt(READ_TIMEOUT_MS));
        controls.setReturningAttributes(new String[] {attribute});
        return controls;
    }
}
