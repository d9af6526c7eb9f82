package io.latchkey.token;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * What looks like a credential of this server, good or bad, and so never leaves it: our API keys, tickets, and tokens by
 * their {@code iss} or {@code typ}. Reads as leniently as it can, because a damaged one may be a good one with a blank
 * in it.
 */
final class OwnCredentials {
    private static final Pattern API_KEY = Pattern.compile("lk_", Pattern.CASE_INSENSITIVE);
    private static final Pattern TICKET = Pattern.compile("[A-Za-z0-9_-]{43}=*");

    private final Pattern mark;

    /** @param issuer {@code iss} of our tokens */
    OwnCredentials(String issuer) {
        this.mark = Pattern.compile("\"typ\"\\s*:\\s*\"(application/)?" + Pattern.quote(TokenFormat.TYPE)
                + "\"|\"iss\"\\s*:\\s*\"" + Pattern.quote(issuer) + "\"");
    }

    boolean looksLike(String text) {
        String plain = text.replaceAll("\\s", "");
        if (API_KEY.matcher(plain).lookingAt() || TICKET.matcher(plain).matches()) {
            return true;
        }
        for (String part : plain.split("\\.", -1)) {
            if (mark.matcher(decoded(part)).find()) {
                return true;
            }
        }
        return mark.matcher(plain).find();
    }

    /** The MIME decoder passes over what is not base64. */
    private static String decoded(String part) {
        String standard = part.replace('-', '+').replace('_', '/').replace("=", "");
        String letters = standard.replaceAll("[^A-Za-z0-9+/]", "");
        String whole = letters.substring(0, letters.length() - (letters.length() % 4 == 1 ? 1 : 0));
        return new String(Base64.getDecoder().decode(whole), StandardCharsets.UTF_8);
    }
}
