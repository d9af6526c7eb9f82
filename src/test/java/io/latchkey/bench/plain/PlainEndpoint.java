package io.latchkey.bench.plain;

import jakarta.websocket.OnClose;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
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

    /** One text closes all there are, the plain way. */
    @OnMessage
    public void text(String text, @PathParam("room") String room) throws IOException {
        if (text.equals("close all")) {
            closeAll();
            return;
        }
        for (Session session : ROOMS.getOrDefault(room, Set.of())) {
            session.getAsyncRemote().sendText(text);
        }
    }

    private static void closeAll() throws IOException {
        for (Set<Session> sessions : ROOMS.values()) {
            for (Session session : sessions) {
                session.close();
            }
        }
    }

    @OnClose
    public void close(Session session, @PathParam("room") String room) {
        ROOMS.getOrDefault(room, Set.of()).remove(session);
    }
}
