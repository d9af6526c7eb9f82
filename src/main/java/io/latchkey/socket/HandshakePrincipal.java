package io.latchkey.socket;

import java.security.Principal;
import java.util.Optional;

/**
 * Carries what the filter found to the Configurator: a request wrapper's principal is the one thing of ours that gets
 * through the upgrade on every server.
 *
 * @param admission decided already, when the filter had to
 */
record HandshakePrincipal(Handshake handshake, Optional<Admission> admission) implements Principal {
    @Override
    public String getName() {
        return "latchkey-handshake";
    }
}
