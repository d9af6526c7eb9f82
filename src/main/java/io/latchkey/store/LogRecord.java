package io.latchkey.store;

/**
 * One record of a room's log: the outcomes of one group.
 *
 * @param position its place in the room's log, from 1
 * @param version the room's version after it
 */
public record LogRecord(long position, long version, String body) {}
