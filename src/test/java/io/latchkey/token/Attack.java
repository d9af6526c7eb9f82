package io.latchkey.token;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.lang.JoseException;

/**
 * A token that must not pass: RFC 8725 section 2, and the ways to write one token twice.
 *
 * @param token empty where a kind of key does not allow it
 */
public record Attack(String name, Function<Forge, Optional<String>> token) {
    @Override
    public String toString() {
        return name;
    }

    public Optional<String> token(Forge forge) {
        return token.apply(forge);
    }

    /** Those that must fail before their claims are even looked at. */
    public static Stream<Attack> all() {
        List<Attack> attacks = new ArrayList<>();
        algorithms(attacks);
        headers(attacks);
        texts(attacks);
        return attacks.stream();
    }

    private static void algorithms(List<Attack> attacks) {
        for (String none : List.of("none", "None", "NONE", "nOnE")) {
            add(attacks, "alg " + none + ", no signature", f -> unsigned(f, none) + ".");
            add(attacks, "alg " + none + ", its signature kept", f -> unsigned(f, none) + "." + part(f.token(), 2));
        }
        attacks.add(new Attack(
                "public key as HMAC secret", f -> f.kind.publicKey().map(key -> confused(f, key.getEncoded()))));
        attacks.add(new Attack(
                "public JWK as HMAC secret",
                f -> f.kind.publicKey()
                        .map(key -> confused(f, f.kind.publicJwk().getBytes(StandardCharsets.UTF_8)))));
        add(attacks, "an attacker's RSA key", f -> foreign(f, f.header().replace(f.kind.toString(), "RS256")));
        add(
                attacks,
                "an embedded jwk",
                f -> foreign(f, f.header("\"jwk\":" + FOREIGN.toJson()).replaceFirst(f.kind.toString(), "RS256")));
        add(attacks, "a signature of zeros", f -> f.token().replaceFirst("[^.]+$", Forge.encode(new byte[64])));
        add(
                attacks,
                "a changed payload",
                f -> part(f.token(), 0) + "." + Forge.encode(f.payloadWith("sub", "\"root\"")) + "."
                        + part(f.token(), 2));
        add(attacks, "a cut signature", f -> f.token().substring(0, f.token().length() - 4));
        add(
                attacks,
                "another algorithm of the header",
                f -> f.sign(
                        f.header().replace(f.kind.toString(), f.kind == KeyKind.HS256 ? "HS384" : "RS512"),
                        f.payload()));
    }

    private static void headers(List<Attack> attacks) {
        for (String member : List.of(
                "\"jku\":\"$BAIT\"",
                "\"x5u\":\"$BAIT\"",
                "\"jku\":\"$BAIT\",\"x5u\":\"$BAIT\"",
                "\"x5c\":[]",
                "\"crit\":[\"x\"],\"x\":1",
                "\"crit\":[]",
                "\"crit\":\"exp\"",
                "\"crit\":[\"b64\"],\"b64\":false",
                "\"b64\":false",
                "\"zip\":\"DEF\"",
                "\"kid\":\"twice\"",
                "\"alg\":\"none\"")) {
            add(attacks, "header with " + member, f -> f.sign(f.header(member.replace("$BAIT", f.bait)), f.payload()));
        }
        for (String kid : List.of(
                "\"../../../dev/null\"", "\"' OR 1=1 --\"", "\"$BAIT\"", "\"\"", "7", "null", "[]", "\"\\u0000\"")) {
            add(
                    attacks,
                    "kid " + kid,
                    f -> f.sign(
                            f.header().replace("\"" + f.key.kid() + "\"", kid.replace("$BAIT", f.bait)), f.payload()));
        }
        for (String typ : List.of(
                "\"JWT\"",
                "\"application/latchkey-room+jwt\"",
                "\"LATCHKEY-ROOM+JWT\"",
                "\"latchkey-room+jwt \"",
                "7",
                "null")) {
            add(attacks, "typ " + typ, f -> f.sign(f.header().replace("\"latchkey-room+jwt\"", typ), f.payload()));
        }
        add(attacks, "no typ", f -> f.sign(f.header().replace("\"typ\":\"latchkey-room+jwt\",", ""), f.payload()));
        add(attacks, "no alg", f -> f.sign(f.header().replace("\"alg\":\"" + f.kind + "\",", ""), f.payload()));
        add(
                attacks,
                "alg of another type",
                f -> f.sign(f.header().replace("\"" + f.kind + "\"", "[\"" + f.kind + "\"]"), f.payload()));
        for (String header : List.of("", "{", "[]", "null", "\"x\"", "{}", "\u0000")) {
            add(attacks, "header " + header, f -> f.sign(header, f.payload()));
        }
    }

    private static void texts(List<Attack> attacks) {
        for (String text : List.of("", ".", "..", "a.b.c", "....", "a", "null", "lk_key", "\u0000.\u0000.\u0000")) {
            add(attacks, "text " + text, f -> text);
        }
        add(attacks, "a space before", f -> " " + f.token());
        add(attacks, "a newline after", f -> f.token() + "\n");
        add(attacks, "a newline inside", f -> f.token().replaceFirst("\\.", "\n."));
        add(attacks, "a dot after", f -> f.token() + ".");
        add(attacks, "a fourth part", f -> f.token() + ".AAAA");
        add(attacks, "padding after the header", f -> f.token().replaceFirst("\\.", "=."));
        add(attacks, "padding after the signature", f -> f.token() + "=");
        add(attacks, "the alphabet of plain base64", f -> f.token() + "+/");
        add(attacks, "the last character's spare bits set", f -> spareBits(f.token()));
        add(attacks, "9 KB", f -> f.token(f.payloadWith("x", "\"" + "x".repeat(9 << 10) + "\"")));
        add(attacks, "a megabyte", f -> "a".repeat(1 << 20));
        add(
                attacks,
                "no UTF-8 in the header",
                f -> Forge.encode(new byte[] {(byte) 0xff, (byte) 0xfe}) + "." + part(f.token(), 1) + "."
                        + part(f.token(), 2));
    }

    /** Those whose signature is good and whose claims are not. */
    public static Stream<Attack> claims() {
        List<Attack> attacks = new ArrayList<>();
        for (String claim : List.of("iss", "aud", "sub", "iat", "exp", "jti", "grants")) {
            add(attacks, "no " + claim, f -> f.token(f.payloadWithout(claim)));
            for (String value : List.of("null", "{}", "true", "[7]", "\"\"")) {
                add(attacks, claim + " " + value, f -> f.token(f.payloadWith(claim, value)));
            }
        }
        for (String value : List.of("\"other\"", "[]", "[\"other\"]", "[[\"latchkey\"]]", "\"latchkey,other\"")) {
            add(attacks, "aud " + value, f -> f.token(f.payloadWith("aud", value)));
        }
        add(attacks, "iss of a URL", f -> f.token(f.payloadWith("iss", "\"" + f.bait + "\"")));
        add(attacks, "iat in the future", f -> f.token(f.payloadWith("iat", Long.toString(f.issuedAt() + 60))));
        add(attacks, "nbf in the future", f -> f.token(f.payloadWith("nbf", Long.toString(f.issuedAt() + 60))));
        add(attacks, "exp before iat", f -> f.token(f.payloadWith("exp", Long.toString(f.issuedAt() - 1))));
        add(attacks, "exp in milliseconds", f -> f.token(f.payloadWith("exp", f.issuedAt() + "000")));
        add(attacks, "60,000 s where 60 were meant", f -> f.token(f.payloadWith("exp", "" + (f.issuedAt() + 60_000))));
        add(attacks, "a claim twice", f -> f.token(f.payload().replaceFirst("\\{", "{\"sub\":\"root\",")));
        add(attacks, "a token as payload", f -> f.token(f.token()));
        add(attacks, "a nested token", f -> f.sign(f.header("\"cty\":\"JWT\""), f.token()));
        for (String payload : List.of("", "{", "[]", "null", "\"x\"", "{}", "\u0000")) {
            add(attacks, "payload " + payload, f -> f.token(payload));
        }
        return attacks.stream();
    }

    private static void add(List<Attack> attacks, String name, Function<Forge, String> token) {
        attacks.add(new Attack(name, forge -> Optional.of(token.apply(forge))));
    }

    private static final RsaJsonWebKey FOREIGN = foreignKey();

    private static RsaJsonWebKey foreignKey() {
        try {
            return RsaJwkGenerator.generateJwk(2048);
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String foreign(Forge f, String header) {
        return Forge.sign(header, f.payload(), "RS256", FOREIGN.getPrivateKey());
    }

    private static String confused(Forge forge, byte[] secret) {
        String header = forge.header().replaceFirst(forge.kind.toString(), "HS256");
        return Forge.sign(header, forge.payload(), "HS256", new SecretKeySpec(secret, "HmacSHA256"));
    }

    private static String unsigned(Forge forge, String none) {
        return Forge.encode(forge.header().replaceFirst(forge.kind.toString(), none)) + "." + part(forge.token(), 1);
    }

    private static String part(String token, int part) {
        return token.split("\\.", -1)[part];
    }

    /** No signature of 32, 64 or 256 bytes fills its last character. */
    private static String spareBits(String token) {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        int last = alphabet.indexOf(token.charAt(token.length() - 1));
        return token.substring(0, token.length() - 1) + alphabet.charAt(last + 1);
    }
}
