package io.latchkey.it;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Users as a company has them: ann in a database table, lena and jürgen in an LDAP directory. */
final class UserSources implements AutoCloseable {
    private final String url;
    private final InMemoryDirectoryServer directory;

    private UserSources(String url, InMemoryDirectoryServer directory) {
        this.url = url;
        this.directory = directory;
    }

    static UserSources start(Path file) throws SQLException, GeneralSecurityException, LDAPException, LDIFException {
        String url = "jdbc:h2:" + file.toAbsolutePath();
        try (Connection connection = DriverManager.getConnection(url, "app", "of the app");
                Statement statement = connection.createStatement()) {
            statement.execute("create table users (name varchar primary key, hash varchar)");
            statement.execute("create table membership (name varchar, team varchar)");
            statement.execute("insert into membership values ('ann', 'writers')");
            try (PreparedStatement insert = connection.prepareStatement("insert into users values ('ann', ?)")) {
                insert.setString(1, pbkdf2("secret of ann"));
                insert.execute();
            }
        }
        return new UserSources(url, directory());
    }

    /** As Jakarta Security's Pbkdf2PasswordHash writes it. */
    private static String pbkdf2(String password) throws GeneralSecurityException {
        byte[] salt = new byte[32];
        salt[0] = 7;
        byte[] hash = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                .generateSecret(new PBEKeySpec(password.toCharArray(), salt, 2048, 256))
                .getEncoded();
        Base64.Encoder base64 = Base64.getEncoder();
        return "PBKDF2WithHmacSHA256:2048:" + base64.encodeToString(salt) + ":" + base64.encodeToString(hash);
    }

    private static InMemoryDirectoryServer directory() throws LDAPException, LDIFException {
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=example,dc=com");
        config.addAdditionalBindCredentials("cn=latchkey", "of latchkey");
        config.setListenerConfigs(
                InMemoryListenerConfig.createLDAPConfig("ldap", InetAddress.getLoopbackAddress(), 0, null));
        InMemoryDirectoryServer server = new InMemoryDirectoryServer(config);
        server.add("dn: dc=example,dc=com", "objectClass: domain", "dc: example");
        server.add("dn: ou=people,dc=example,dc=com", "objectClass: organizationalUnit", "ou: people");
        server.add(
                "dn: uid=lena,ou=people,dc=example,dc=com",
                "objectClass: inetOrgPerson",
                "uid: lena",
                "cn: Lena",
                "sn: L",
                "userPassword: secret of lena");
        server.add(
                "dn: uid=jürgen,ou=people,dc=example,dc=com",
                "objectClass: inetOrgPerson",
                "uid: jürgen",
                "cn: Jürgen",
                "sn: J",
                "userPassword: straße");
        server.add(
                "dn: cn=readers,dc=example,dc=com",
                "objectClass: groupOfNames",
                "cn: readers",
                "member: uid=lena,ou=people,dc=example,dc=com",
                "member: uid=jürgen,ou=people,dc=example,dc=com");
        server.startListening();
        return server;
    }

    Server.Options settings(Server.Options options) {
        return options.with("latchkey.login.db.url", url)
                .with("latchkey.login.db.user", "app")
                .with("latchkey.login.db.password", "of the app")
                .with("latchkey.login.db.callers-query", "select hash from users where name = ?")
                .with("latchkey.login.db.groups-query", "select team from membership where name = ?")
                .with("latchkey.login.ldap.url", "ldap://127.0.0.1:" + directory.getListenPort())
                .with("latchkey.login.ldap.bind-dn", "cn=latchkey")
                .with("latchkey.login.ldap.bind-password", "of latchkey")
                .with("latchkey.login.ldap.caller-base", "ou=people,dc=example,dc=com")
                .with("latchkey.login.ldap.group-base", "dc=example,dc=com");
    }

    @Override
    public void close() {
        directory.shutDown(true);
    }
}
