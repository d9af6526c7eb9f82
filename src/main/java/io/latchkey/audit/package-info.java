/**
 * The audit log: who did what, when, from where and why. Entries are chained by HMAC with a key of their own, so that
 * one that was changed, removed or slipped in shows. Holds no credential, ever.
 */
@NullMarked
package io.latchkey.audit;

import org.jspecify.annotations.NullMarked;
