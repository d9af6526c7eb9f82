/**
 * The WebSocket edge: handshake, frames in and out. Never uses another edge.
 *
 * <p>What servers really do, measured on Payara Micro 6.2025.10 (Tyrus 2.1.5), and what follows from it here:
 *
 * <ul>
 *   <li>A filter on {@code /rooms/*} can be walked around by a path that the container normalises and Tyrus does not; so
 *       {@link io.latchkey.socket.HandshakeFilter} stands in front of everything and judges the raw path.
 *   <li>A handshake without Origin gets the filter's 401, body and headers included.
 *   <li>The send writer never blocks for a peer that stopped reading: it fills the heap. A close gets through at once, but
 *       nothing aborts the TCP connection. So what is handed over is bounded by pings and their pongs
 *       ({@link io.latchkey.room.Member}).
 *   <li>Java's own WebSocket client (JDK 17) tears a long frame that comes right behind the 101: 18 of 8,000 entries into
 *       a room of 480 KB. A client that reads the socket itself got 8,000 whole from the same server, Node's 16,000. So a
 *       long first frame waits until the peer has answered a ping, or a second has passed; none of 4,000 was torn since.
 *   <li>User properties are a copy of each connection's own: 600 of 600 concurrent handshakes.
 * </ul>
 */
@NullMarked
package io.latchkey.socket;

import org.jspecify.annotations.NullMarked;
