package io.latchkey.it;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** An application's own ways to end a session: at once, or when nobody has used it for {@code ?idle=} seconds. */
@WebServlet("/end-session")
public class EndSession extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        String idle = request.getParameter("idle");
        if (idle == null) {
            request.getSession().invalidate();
        } else {
            request.getSession().setMaxInactiveInterval(Integer.parseInt(idle));
        }
    }
}
