package io.latchkey.login;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a browser goes on after a login or logout: a path of this server, never another site's address. */
final class ReturnPath {
    /** No second slash, and no backslash or control character, which browsers read as one or leave out. */
    private static final Pattern LOCAL = Pattern.compile("/(?!/)[\\x21-\\x7e&&[^\\\\\"<>]]{0,1023}");

    private ReturnPath() {}

    /** The path of {@code ?return=} if it is a local one, else the application's own root. */
    static String of(HttpServletRequest request) {
        return local(request.getParameter("return"), request.getContextPath()).orElse(request.getContextPath() + "/");
    }

    static Optional<String> local(@Nullable String text, String context) {
        return Optional.ofNullable(text)
                .filter(path -> LOCAL.matcher(path).matches())
                // else a login would end in a logout, or in a circle
                .filter(path ->
                        !isPage(path, context + LoginPages.LOGIN) && !isPage(path, context + LoginPages.LOGOUT));
    }

    private static boolean isPage(String path, String page) {
        return path.split("[?#;]", 2)[0].equals(page);
    }
}
