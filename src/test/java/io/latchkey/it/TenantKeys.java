package io.latchkey.it;

import io.latchkey.api.HandshakeInfo;
import io.latchkey.api.KeyResolver;
import io.latchkey.api.UnverifiedToken;
import io.latchkey.api.VerificationKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** An application whose tenants sign their own tokens: the header names the tenant, never the token. */
@ApplicationScoped
public class TenantKeys implements KeyResolver {
    static final String HEADER = "X-Tenant";

    @Override
    public Optional<VerificationKey> resolve(HandshakeInfo request, UnverifiedToken token) {
        return request.header(HEADER).map(tenant -> VerificationKey.secret(secret(tenant)));
    }

    static byte[] secret(String tenant) {
        return ("the integration test's secret of tenant " + tenant).getBytes(StandardCharsets.UTF_8);
    }
}
