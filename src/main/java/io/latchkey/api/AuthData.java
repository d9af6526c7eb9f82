package io.latchkey.api;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Who is on a connection, and with what rights: the result of every kind of authentication. Immutable.
 *
 * @param userId 1-128 characters, no control characters
 * @param user the public face shown to members; its {@code id} is always {@code userId}
 * @param groups group names at the time of the credential
 * @param source where the rights come from
 * @param grants the rights that the credential names; under {@link Source#POLICY} only the rooms count
 * @param data for mutators and policies, never shown to members
 * @param tokenId {@code jti} of the credential
 * @param session the login session, never the container's session id
 * @param controlSequence what the issuer had applied; empty for credentials issued elsewhere
 * @param version counts changes of rights on this connection, from 0
 * @param ceiling the most that the rights may come to, set by an {@link AdmissionCheck}; empty: no such bound
 */
public record AuthData(
        String userId,
        JsonObject user,
        Set<String> groups,
        Source source,
        List<Grant> grants,
        JsonObject data,
        String tokenId,
        String session,
        Instant issuedAt,
        Instant expiresAt,
        Optional<ControlSequence> controlSequence,
        Optional<Instant> authTime,
        Optional<String> acr,
        long version,
        Optional<Set<Permission>> ceiling) {

    /** Where rights come from. */
    public enum Source {
        /** The policy of now, at every use, limited to the rooms that the token names. */
        POLICY,
        /** A backend's request to {@code /provision}. */
        PROVISION,
        /** A trusted issuer's token. */
        ISSUER,
        /** An {@code AuthHandler}. */
        HANDLER;

        /** The name on the wire. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public AuthData {
        groups = Set.copyOf(groups);
        grants = List.copyOf(grants);
        ceiling = ceiling.map(Set::copyOf);
    }

    /** Without a ceiling. */
    public AuthData(
            String userId,
            JsonObject user,
            Set<String> groups,
            Source source,
            List<Grant> grants,
            JsonObject data,
            String tokenId,
            String session,
            Instant issuedAt,
            Instant expiresAt,
            Optional<ControlSequence> controlSequence,
            Optional<Instant> authTime,
            Optional<String> acr,
            long version) {
        this(
                userId,
                user,
                groups,
                source,
                grants,
                data,
                tokenId,
                session,
                issuedAt,
                expiresAt,
                controlSequence,
                authTime,
                acr,
                version,
                Optional.empty());
    }

    /** The same, after so many changes of rights on its connection. */
    public AuthData withVersion(long changes) {
        return with(grants, issuedAt, changes, ceiling);
    }

    /** The same, with no more than these rights. */
    public AuthData within(Set<Permission> most) {
        return with(grants, issuedAt, version, Optional.of(most));
    }

    /** The same, issued at another time. */
    public AuthData issuedAt(Instant time) {
        return with(grants, time, version, ceiling);
    }

    /** The same person with other rights. */
    public AuthData withGrants(List<Grant> others) {
        return with(others, issuedAt, version, ceiling);
    }

    private AuthData with(List<Grant> rights, Instant issued, long changes, Optional<Set<Permission>> most) {
        return new AuthData(
                userId,
                user,
                groups,
                source,
                rights,
                data,
                tokenId,
                session,
                issued,
                expiresAt,
                controlSequence,
                authTime,
                acr,
                changes,
                most);
    }
}
