package io.latchkey.ops;

import io.latchkey.access.Scope;
import io.latchkey.config.Settings;
import io.latchkey.meter.Meters;
import io.latchkey.protocol.ProtocolException;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** The meters, as Prometheus reads them. */
@Path("metrics")
@RequestScoped
public class MetricsResource {
    @Inject
    private Gate gate;

    @Inject
    private Meters meters;

    @Inject
    private Settings settings;

    @Context
    private HttpServletRequest http;

    @GET
    public Response metrics() throws IOException, ProtocolException {
        if (!settings.operator().metricsOpen()) {
            gate.require(http, Scope.METRICS);
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.builder().build();
        writer.write(text, Snapshots.of(meters.all()));
        return Response.ok(text.toByteArray()).type(writer.getContentType()).build();
    }
}
