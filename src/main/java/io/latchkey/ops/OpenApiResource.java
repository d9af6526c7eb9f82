package io.latchkey.ops;

import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** The description of the REST API; a test holds it against the resources. */
@Path("openapi.json")
@RequestScoped
public class OpenApiResource {
    static final String FILE = "openapi.json";

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public byte[] describe() throws IOException {
        try (InputStream file = OpenApiResource.class.getResourceAsStream(FILE)) {
            return Objects.requireNonNull(file, FILE).readAllBytes();
        }
    }
}
