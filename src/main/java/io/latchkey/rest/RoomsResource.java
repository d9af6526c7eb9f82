package io.latchkey.rest;

import io.latchkey.access.Scope;
import io.latchkey.protocol.JsonLine;
import io.latchkey.room.Rooms;
import io.latchkey.store.RoomSummary;
import io.latchkey.store.Store;
import io.latchkey.token.Operator;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The rooms that there are, deleted ones too. */
@Path("rooms")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class RoomsResource {
    @Inject
    private Callers callers;

    @Inject
    private Store store;

    @Inject
    private Rooms rooms;

    @Context
    private HttpServletRequest http;

    @GET
    public Response list(@QueryParam("limit") @Nullable String limit, @QueryParam("after") @Nullable String after) {
        Operator operator = callers.require(http, Scope.ROOMS);
        Page page = Page.of(limit, after);
        return Response.ok(page.answer(
                        found(operator, page), summary -> summary.room().value(), this::describe))
                .build();
    }

    private List<RoomSummary> found(Operator operator, Page page) {
        List<RoomSummary> found = new ArrayList<>();
        List<RoomSummary> read = store.roomsAfter(page.after(), page.wanted());
        while (!read.isEmpty() && found.size() < page.wanted()) {
            read.stream()
                    .filter(summary -> operator.reaches(summary.room()))
                    .limit(page.wanted() - found.size())
                    .forEach(found::add);
            read = store.roomsAfter(read.get(read.size() - 1).room().value(), page.wanted());
        }
        return found;
    }

    private String describe(RoomSummary summary) {
        return describe(summary, rooms.roster().size(summary.room()));
    }

    static String describe(RoomSummary summary, int connections) {
        return new JsonLine()
                .string("room", summary.room().value())
                .string("status", summary.status().name().toLowerCase(Locale.ROOT))
                .string("epoch", summary.epoch())
                .number("version", summary.version())
                .number("connections", connections)
                .toString();
    }
}
