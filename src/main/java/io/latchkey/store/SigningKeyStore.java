package io.latchkey.store;

import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/**
 * The generations of signing keys that the database keeps, and how many tokens of a key have yet to expire. What
 * changes something returns once the change is durable. Safe for use by many threads.
 *
 * <p>Every method throws {@link StoreException} when the database does not do what was asked; nothing is then changed.
 */
public interface SigningKeyStore {
    /** The newest first; the first of all is made when there is none. Two nodes that ask at once get the same. */
    List<StoredKey> generations(Supplier<byte[]> first);

    /** Adds a generation and retires those before it. */
    void add(byte[] secret, Instant now);

    /** Forgets a retired generation; never the last one. */
    void remove(StoredKey key);

    /** Adds to the counts of unexpired tokens, and forgets those of tokens that expired before an instant. */
    void count(List<TokenCount> more, Instant expired);

    /** The counts of tokens that expire after an instant. */
    List<TokenCount> counts(Instant after);
}
