package io.latchkey.login;

import io.latchkey.access.Origins;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** Whether a request that changes something is the user's own doing (the Origin rule, as for the other calls). */
final class Browsers {
    private Browsers() {}

    /** Whether it comes from a page of ours, from the address bar, or from no browser at all. */
    static boolean isOwnDoing(HttpServletRequest request, Origins origins) {
        String origin = request.getHeader("Origin");
        String site = request.getHeader("Sec-Fetch-Site");
        if (origin != null) {
            return origins.allows(origin, Optional.ofNullable(request.getHeader("Host")));
        }
        return site == null || site.equals("same-origin") || site.equals("none");
    }
}
