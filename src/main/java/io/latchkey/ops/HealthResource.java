package io.latchkey.ops;

import io.latchkey.config.Settings;
import io.latchkey.protocol.JsonLine;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;

/** For load balancers, in the shape of MicroProfile Health. */
@Path("health")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class HealthResource {
    @Inject
    @Any
    private Instance<Readiness> conditions;

    @Inject
    private Settings settings;

    /** Live as long as it answers. */
    @GET
    @Path("live")
    public Response live() {
        return answer(true, List.of(check("live", true)));
    }

    /** Ready when every {@link Readiness} is so. */
    @GET
    @Path("ready")
    public Response ready() {
        boolean up = true;
        List<JsonLine> checks = new ArrayList<>();
        for (Readiness condition : conditions) {
            boolean ready = condition.isReady();
            up &= ready;
            checks.add(check(condition.name(), ready));
        }
        if (settings.demo()) {
            String warning = new JsonLine()
                    .string("warning", "anybody on this machine can log in as ann, bob or root")
                    .toString();
            checks.add(check("demo", true).raw("data", warning));
        }
        return answer(up, checks);
    }

    private static JsonLine check(String name, boolean up) {
        return new JsonLine().string("name", name).string("status", status(up));
    }

    private static Response answer(boolean up, List<JsonLine> checks) {
        String body = new JsonLine()
                .string("status", status(up))
                .array("checks", checks.stream().map(JsonLine::toString).toList())
                .toString();
        return Response.status(up ? 200 : 503).entity(body).build();
    }

    private static String status(boolean up) {
        return up ? "UP" : "DOWN";
    }
}
