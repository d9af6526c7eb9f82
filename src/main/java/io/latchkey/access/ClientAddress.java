package io.latchkey.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Where a request really comes from: {@code X-Forwarded-For} is what anybody may write, so it counts only as far as
 * proxies of ours wrote it. Immutable.
 */
public final class ClientAddress {
    /** Only literals: a name would be looked up, at every request, wherever an attacker wants. */
    private static final Pattern LITERAL = Pattern.compile("[0-9.]{7,15}|\\[?[0-9A-Fa-f:.]{2,45}\\]?");

    private static final String FORWARDED_FOR = "X-Forwarded-For";

    private static final class Network {
        private final byte[] address;
        private final int bits;

        Network(byte[] address, int bits) {
            this.address = address;
            this.bits = bits;
        }

        boolean contains(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            for (int i = 0; i < bits; i++) {
                int mask = 1 << (7 - i % 8);
                if ((address[i / 8] & mask) != (other[i / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    private final List<Network> trusted;

    /**
     * Trusts these proxies.
     *
     * @param proxies addresses, or networks as {@code 10.0.0.0/8}
     * @throws IllegalArgumentException naming an entry that is neither
     */
    public ClientAddress(Collection<String> proxies) {
        this.trusted = proxies.stream().map(ClientAddress::network).toList();
    }

    /**
     * The client's address.
     *
     * @param remote the other end of the TCP connection
     * @param headers the values of a header by its name, as a servlet request gives them
     */
    public String of(String remote, Function<String, Enumeration<String>> headers) {
        String client = remote;
        String[] hops =
                String.join(",", Collections.list(headers.apply(FORWARDED_FOR))).split(",", -1);
        for (int i = hops.length - 1; i >= 0 && isTrusted(client); i--) {
            String hop = hops[i].strip();
            if (parse(hop).isEmpty()) {
                break;
            }
            client = hop;
        }
        return client;
    }

    private boolean isTrusted(String address) {
        return parse(address)
                .filter(bytes -> trusted.stream().anyMatch(network -> network.contains(bytes)))
                .isPresent();
    }

    private static Network network(String text) {
        int slash = text.indexOf('/');
        byte[] address = parse(slash < 0 ? text : text.substring(0, slash))
                .orElseThrow(() -> new IllegalArgumentException("latchkey.trusted-proxies: " + text));
        int bits = address.length * 8;
        if (slash >= 0) {
            bits = Integer.parseInt(text.substring(slash + 1));
        }
        if (bits < 0 || bits > address.length * 8) {
            throw new IllegalArgumentException("latchkey.trusted-proxies: " + text);
        }
        return new Network(address, bits);
    }

    private static Optional<byte[]> parse(String text) {
        if (!LITERAL.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text).getAddress());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
