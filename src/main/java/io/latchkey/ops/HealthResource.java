package io.latchkey.ops;

import io.latchkey.store.Store;
import io.latchkey.store.StoreException;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** For load balancers, in the shape of MicroProfile Health. */
@Path("health")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class HealthResource {
    @Inject
    private Store store;

    @GET
    @Path("live")
    public Response live() {
        return answer("live", true);
    }

    /** Ready when the database answers. */
    @GET
    @Path("ready")
    public Response ready() {
        try {
            store.control();
            return answer("database", true);
        } catch (StoreException e) {
            return answer("database", false);
        }
    }

    private static Response answer(String check, boolean up) {
        String status = up ? "UP" : "DOWN";
        String body = "{\"status\":\"" + status + "\",\"checks\":[{\"name\":\"" + check + "\",\"status\":\"" + status
                + "\"}]}";
        return Response.status(up ? 200 : 503).entity(body).build();
    }
}
