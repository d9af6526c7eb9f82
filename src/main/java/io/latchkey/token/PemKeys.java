package io.latchkey.token;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/** Keys as openssl writes them: PKCS #8 private keys, public keys, certificates (RFC 7468). */
public final class PemKeys {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
    private static final List<String> KINDS = List.of("RSA", "EC", "Ed25519");
    private static final int COORDINATE = 32;

    private PemKeys() {}

    public static List<PublicJsonWebKey> parse(String text) {
        List<PublicJsonWebKey> keys = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            try {
                keys.add(key(block.group(1), Base64.getMimeDecoder().decode(block.group(2))));
            } catch (GeneralSecurityException | JoseException | IllegalArgumentException e) {
                // such messages may quote the key
                throw KeyFile.refuse("the \"" + block.group(1) + "\" in block " + (keys.size() + 1)
                        + " can't be taken; `openssl genpkey` makes keys that can, `openssl pkcs8 -topk8 -nocrypt`"
                        + " converts others");
            }
        }
        return keys;
    }

    private static PublicJsonWebKey key(String type, byte[] der) throws GeneralSecurityException, JoseException {
        return switch (type) {
            case "PRIVATE KEY" -> {
                PrivateKey secret = decode(factory -> factory.generatePrivate(new PKCS8EncodedKeySpec(der)));
                PublicJsonWebKey jwk = PublicJsonWebKey.Factory.newPublicJwk(publicKey(secret, der));
                jwk.setPrivateKey(secret);
                yield jwk;
            }
            case "PUBLIC KEY" ->
                PublicJsonWebKey.Factory.newPublicJwk(
                        PemKeys.<PublicKey>decode(factory -> factory.generatePublic(new X509EncodedKeySpec(der))));
            case "CERTIFICATE" ->
                PublicJsonWebKey.Factory.newPublicJwk(CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(der))
                        .getPublicKey());
            default -> throw new GeneralSecurityException("unknown block");
        };
    }

    /** One kind of key from its bytes. */
    private interface Decoder<K> {
        K decode(KeyFactory factory) throws GeneralSecurityException;
    }

    /** The bytes name their kind, but Java wants to be told it. */
    private static <K> K decode(Decoder<K> decoder) throws GeneralSecurityException {
        GeneralSecurityException last = new GeneralSecurityException("no kind of key");
        for (String kind : KINDS) {
            try {
                return decoder.decode(KeyFactory.getInstance(kind));
            } catch (GeneralSecurityException e) {
                last = e;
            }
        }
        throw last;
    }

    private static PublicKey publicKey(PrivateKey secret, byte[] der) throws GeneralSecurityException {
        if (secret instanceof RSAPrivateCrtKey rsa) {
            return KeyFactory.getInstance("RSA")
                    .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
        }
        if (secret instanceof EdECPrivateKey ed) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(
                    NamedParameterSpec.ED25519, new Seed(ed.getBytes().orElseThrow()));
            return generator.generateKeyPair().getPublic();
        }
        if (secret instanceof ECPrivateKey ec) {
            ECPoint point = point(der);
            return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, ec.getParams()));
        }
        throw new GeneralSecurityException("unknown kind of key");
    }

    /** RFC 5915: openssl puts the P-256 point at the end, as [1] BIT STRING 04 x y; Java can't compute it. */
    private static ECPoint point(byte[] der) throws GeneralSecurityException {
        byte[] head = HexFormat.of().parseHex("a14403420004");
        int start = der.length - 2 * COORDINATE;
        if (start < head.length || !Arrays.equals(Arrays.copyOfRange(der, start - head.length, start), head)) {
            throw new GeneralSecurityException("the public point is missing");
        }
        return new ECPoint(
                new BigInteger(1, Arrays.copyOfRange(der, start, start + COORDINATE)),
                new BigInteger(1, Arrays.copyOfRange(der, start + COORDINATE, der.length)));
    }

    /** A generator fed with a known seed gives the public key that belongs to it. */
    private static final class Seed extends SecureRandom {
        private static final long serialVersionUID = 1L;

        private final byte[] seed;

        Seed(byte[] seed) {
            this.seed = seed;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(seed, 0, bytes, 0, bytes.length);
        }
    }
}
