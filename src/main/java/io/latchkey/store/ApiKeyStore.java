package io.latchkey.store;

import java.util.List;
import java.util.Optional;

/**
 * Where API keys are kept. What is changed here counts on every node from the next look-up on. Safe for use by many
 * threads; every method throws {@link StoreException} when the database does not answer.
 */
public interface ApiKeyStore {
    /** Durable when it returns. */
    void addKey(StoredApiKey key);

    /** By one indexed read. */
    Optional<StoredApiKey> findKey(String hash);

    /** Those whose id is under {@code after}, the last id first; {@code ""} begins. */
    List<StoredApiKey> keys(String after, int limit);

    /** @return false when there is none of this id */
    boolean removeKey(String id);
}
