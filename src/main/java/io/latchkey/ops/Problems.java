package io.latchkey.ops;

import io.latchkey.protocol.Code;
import io.latchkey.protocol.Problem;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Problems where there is no JAX-RS yet. */
final class Problems {
    private Problems() {}

    /** By hand and not by {@code sendError}, which some servers answer with a page of their own. */
    static void send(HttpServletResponse response, Code code) throws IOException {
        Problem problem = new Problem(code);
        response.setStatus(problem.status());
        response.setContentType(Problem.MEDIA_TYPE + ";charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.getOutputStream().write(problem.encode().getBytes(StandardCharsets.UTF_8));
    }
}
