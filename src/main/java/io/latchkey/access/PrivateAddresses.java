package io.latchkey.access;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Addresses that are not of the public internet (the registries of RFC 6890), among them all of one's own network. */
public final class PrivateAddresses {
    private PrivateAddresses() {}

    public static boolean contain(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return true;
        }
        return address instanceof Inet6Address six ? contain(six) : contain(((Inet4Address) address).getAddress());
    }

    private static boolean contain(byte[] four) {
        int first = four[0] & 0xff;
        int second = four[1] & 0xff;
        int third = four[2] & 0xff;
        return first == 0
                || first >= 240
                || first == 100 && second >= 64 && second < 128 // RFC 6598
                || first == 192 && second == 0 && (third == 0 || third == 2)
                || first == 198 && (second == 18 || second == 19)
                || first == 198 && second == 51 && third == 100
                || first == 203 && second == 0 && third == 113;
    }

    /** Only 2000::/3 is public; and an IPv4 address in it (6to4, Teredo, NAT64) must be, too. */
    private static boolean contain(Inet6Address address) {
        byte[] bytes = address.getAddress();
        boolean nat64 = bytes[0] == 0 && bytes[1] == 0x64 && (bytes[2] & 0xff) == 0xff && (bytes[3] & 0xff) == 0x9b;
        if (nat64) {
            return containV4(bytes, 12);
        }
        boolean sixToFour = bytes[0] == 0x20 && bytes[1] == 0x02;
        boolean teredo = bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0 && bytes[3] == 0;
        return (bytes[0] & 0xe0) != 0x20 || teredo || sixToFour && containV4(bytes, 2);
    }

    private static boolean containV4(byte[] bytes, int from) {
        try {
            return contain(InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + 4)));
        } catch (UnknownHostException e) {
            return true;
        }
    }
}
