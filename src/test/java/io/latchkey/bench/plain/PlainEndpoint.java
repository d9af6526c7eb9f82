package io.latchkey.bench.plain;

import jakarta.websocket.OnClose;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What most applications write: each message goes to each session of the room, by the asynchronous remote. */
@ServerEndpoint("/rooms/{room}")
public class PlainEndpoint {
    private static final Map<String, Set<Session>> ROOMS = new ConcurrentHashMap<>();

    @OnOpen
    public void open(Session session, @PathParam("room") String room) {
        session.setMaxIdleTimeout(0);
        ROOMS.computeIfAbsent(room, name -> ConcurrentHashMap.newKeySet()).add(session);
    }

    @OnMessage
    public void text(String text, @PathParam("room") String room) {
        for (Session session : ROOMS.getOrDefault(room, Set.of())) {
            session.getAsyncRemote().sendText(text);
        }
    }

    @OnClose
    public void close(Session session, @PathParam("room") String room) {
        ROOMS.getOrDefault(room, Set.of()).remove(session);
    }
}
