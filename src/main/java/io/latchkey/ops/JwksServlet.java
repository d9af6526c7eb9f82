package io.latchkey.ops;

import io.latchkey.protocol.Code;
import io.latchkey.protocol.Problem;
import io.latchkey.token.SigningKeys;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The public signing keys (RFC 7517), for whoever wants to check a room token; nothing under a secret. */
@WebServlet("/.well-known/jwks.json")
public class JwksServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Inject
    private transient SigningKeys keys;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Access-Control-Allow-Origin", "*");
        if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
            Problem problem = new Problem(Code.METHOD_NOT_ALLOWED);
            response.setHeader("Allow", "GET, HEAD");
            write(response, problem.status(), Problem.MEDIA_TYPE + ";charset=UTF-8", problem.encode());
            return;
        }
        response.setHeader("Cache-Control", "public, max-age=300");
        write(response, HttpServletResponse.SC_OK, "application/jwk-set+json", keys.published());
    }

    private static void write(HttpServletResponse response, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType(type);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
