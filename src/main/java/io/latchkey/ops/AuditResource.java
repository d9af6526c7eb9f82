package io.latchkey.ops;

import io.latchkey.access.Scope;
import io.latchkey.api.RoomId;
import io.latchkey.audit.AuditEvent.Kind;
import io.latchkey.audit.AuditLog;
import io.latchkey.audit.Verification;
import io.latchkey.audit.Verification.Broken;
import io.latchkey.audit.Verification.Intact;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.Json;
import io.latchkey.protocol.JsonLine;
import io.latchkey.protocol.ProtocolException;
import io.latchkey.store.AuditStore.AuditFilter;
import io.latchkey.store.AuditStore.AuditMark;
import io.latchkey.store.AuditStore.AuditRow;
import io.latchkey.token.Operator;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The audit log, for those who may read it. */
@Path("audit")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class AuditResource {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1000;

    @Inject
    private Gate gate;

    @Inject
    private AuditLog audit;

    @Context
    private HttpServletRequest http;

    @GET
    public String entries(
            @QueryParam("after") String after,
            @QueryParam("room") String room,
            @QueryParam("user") String user,
            @QueryParam("kind") String kind,
            @QueryParam("limit") String limit)
            throws ProtocolException {
        Optional<String> wanted = Optional.ofNullable(room);
        requireReach(gate.require(http, Scope.AUDIT), wanted);
        requireKind(Optional.ofNullable(kind));
        int most = (int) Math.min(MAX_LIMIT, number("limit", limit, DEFAULT_LIMIT));
        AuditFilter filter = new AuditFilter(Optional.ofNullable(user), wanted, Optional.ofNullable(kind));
        List<AuditRow> rows = audit.entries(number("after", after, 0), filter, most + 1);
        List<AuditRow> shown = rows.subList(0, Math.min(most, rows.size()));
        JsonLine page = new JsonLine()
                .array("items", shown.stream().map(AuditResource::describe).toList());
        if (shown.size() < rows.size()) {
            page.string("next", Long.toString(shown.get(most - 1).number()));
        }
        return page.toString();
    }

    /** A key for some rooms reads what is about one of those. */
    private static void requireReach(Operator operator, Optional<String> room) throws ProtocolException {
        boolean reaches = operator.reachesEveryRoom()
                || room.flatMap(RoomId::parse).filter(operator::reaches).isPresent();
        if (!reaches) {
            throw new ProtocolException(Code.FORBIDDEN, "This key is for some rooms: name one of them, ?room=...");
        }
    }

    private static void requireKind(Optional<String> kind) throws ProtocolException {
        List<String> known = Stream.of(Kind.values()).map(Kind::toString).toList();
        if (kind.isPresent() && !known.contains(kind.get())) {
            throw new ProtocolException(Code.INVALID_REQUEST, "kind is one of " + String.join(", ", known) + ".");
        }
    }

    private static String describe(AuditRow row) {
        JsonLine line = new JsonLine()
                .number("number", row.number())
                .string("at", row.at().toString())
                .string("kind", row.kind());
        row.user().ifPresent(user -> line.string("user", user));
        row.room().ifPresent(room -> line.string("room", room));
        JsonObject details = Json.trusted(row.body()).asJsonObject();
        details.forEach((name, value) -> line.member(name, value.toString()));
        return line.string("mac", row.mac()).toString();
    }

    @GET
    @Path("head")
    public String head() throws ProtocolException {
        requireReach(gate.require(http, Scope.AUDIT), Optional.empty());
        return audit.head()
                .map(head -> new JsonLine()
                        .number("number", head.number())
                        .string("mac", head.mac())
                        .string("signature", head.signature()))
                .orElseGet(() -> new JsonLine().number("number", 0))
                .toString();
    }

    /**
     * Checks the whole log.
     *
     * @param number with {@code mac}: a head that was kept elsewhere and must be part of the log
     */
    @GET
    @Path("verify")
    public String verify(@QueryParam("number") String number, @QueryParam("mac") String mac) throws ProtocolException {
        requireReach(gate.require(http, Scope.AUDIT), Optional.empty());
        if ((number == null) != (mac == null)) {
            throw new ProtocolException(Code.INVALID_REQUEST, "number and mac, of an earlier head, come together.");
        }
        Optional<AuditMark> kept =
                mac == null ? Optional.empty() : Optional.of(new AuditMark(number("number", number, 0), mac, ""));
        return describe(audit.verify(kept));
    }

    private static String describe(Verification verification) {
        if (verification instanceof Intact intact) {
            return new JsonLine()
                    .flag("valid")
                    .number("first", intact.first())
                    .number("last", intact.last())
                    .toString();
        }
        Broken broken = (Broken) verification;
        return new JsonLine()
                .raw("valid", "false")
                .number("firstBroken", broken.number())
                .string("detail", broken.why())
                .toString();
    }

    private static long number(String name, String text, long absent) throws ProtocolException {
        if (text == null) {
            return absent;
        }
        if (!text.matches("0|[1-9][0-9]{0,17}") || name.equals("limit") && text.equals("0")) {
            throw new ProtocolException(Code.INVALID_REQUEST, name + " is a whole number.");
        }
        return Long.parseLong(text);
    }
}
