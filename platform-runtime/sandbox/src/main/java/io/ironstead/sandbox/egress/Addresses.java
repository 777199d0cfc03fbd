package io.ironstead.sandbox.egress;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/** Tells addresses of the internet from those of the machine, its networks and its cloud. */
final class Addresses {
    /** IPv4 ranges that are not the internet's, from the IANA registry of special-purpose addresses. */
    private static final List<Range> CLOSED = List.of(
            new Range(0, 0, 0, 8),
            new Range(10, 0, 0, 8),
            new Range(100, 64, 0, 10),
            new Range(127, 0, 0, 8),
            new Range(169, 254, 0, 16),
            new Range(172, 16, 0, 12),
            new Range(192, 0, 0, 24),
            new Range(192, 0, 2, 24),
            new Range(192, 88, 99, 24),
            new Range(192, 168, 0, 16),
            new Range(198, 18, 0, 15),
            new Range(198, 51, 100, 24),
            new Range(203, 0, 113, 24),
            new Range(224, 0, 0, 3));

    private Addresses() {}

    private record Range(int a, int b, int c, int bits) {
        boolean holds(int address) {
            int mask = -1 << (32 - bits);
            return (address & mask) == ((a << 24 | b << 16 | c << 8) & mask);
        }
    }

    /** True for an address where a stranger's server may be. */
    static boolean isPublic(InetAddress address) {
        var bytes = address.getAddress();
        return address instanceof Inet4Address ? isPublic(word(bytes, 0)) : isPublicV6(bytes);
    }

    /** Never to be reached, not even where private addresses may be: clouds give out keys there. */
    static boolean isLinkLocal(InetAddress address) {
        var bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            return (bytes[0] & 0xff) == 169 && (bytes[1] & 0xff) == 254;
        }
        boolean metadata = Arrays.equals(bytes, 0, 8, new byte[] {(byte) 0xfd, 0, 0x0e, (byte) 0xc2, 0, 0, 0, 0}, 0, 8);
        return address.isLinkLocalAddress() || metadata;
    }

    private static boolean isPublic(int address) {
        return CLOSED.stream().noneMatch(range -> range.holds(address));
    }

    private static boolean isPublicV6(byte[] bytes) {
        // 2000::/3 is all that is given out; within it, what carries an IPv4 address is judged by that.
        if ((bytes[0] & 0xe0) != 0x20) {
            return isTranslated(bytes) && isPublic(word(bytes, 12));
        }
        boolean sixToFour = bytes[0] == 0x20 && bytes[1] == 0x02;
        if (sixToFour) {
            return isPublic(word(bytes, 2));
        }
        int head = word(bytes, 0);
        boolean teredoOrSpecial = (head & 0xfffffe00) == 0x20010000;
        boolean documentation = head == 0x20010db8 || (head & 0xfff00000) == 0x3ff00000;
        return !teredoOrSpecial && !documentation;
    }

    /** 64:ff9b::/96, as a network without IPv4 reaches it. */
    private static boolean isTranslated(byte[] bytes) {
        return word(bytes, 0) == 0x0064ff9b && word(bytes, 4) == 0 && word(bytes, 8) == 0;
    }

    private static int word(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 24
                | (bytes[at + 1] & 0xff) << 16
                | (bytes[at + 2] & 0xff) << 8
                | bytes[at + 3] & 0xff;
    }
}
