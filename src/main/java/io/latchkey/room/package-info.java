/** Rooms: order, members, fan-out. Sees connections only through Peer. */
@NullMarked
package io.latchkey.room;

import org.jspecify.annotations.NullMarked;
