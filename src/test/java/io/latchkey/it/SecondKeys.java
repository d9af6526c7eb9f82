package io.latchkey.it;

import io.latchkey.api.HandshakeInfo;
import io.latchkey.api.KeyResolver;
import io.latchkey.api.UnverifiedToken;
import io.latchkey.api.VerificationKey;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Optional;

/** One {@link KeyResolver} too many, of a library that the application has under way, say. */
@Named("second")
@Singleton
public class SecondKeys implements KeyResolver {
    @Override
    public Optional<VerificationKey> resolve(HandshakeInfo request, UnverifiedToken token) {
        return Optional.empty();
    }
}
