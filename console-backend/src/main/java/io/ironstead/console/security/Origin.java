package io.ironstead.console.security;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/** The network somebody comes from, as limits count it. */
public final class Origin {
    private static final int NETWORK_BYTES = 8;

    private Origin() {}

    /** The address itself; of IPv6 its first half, because one customer of a provider has 2^64 addresses. */
    public static String of(String address) {
        try {
            return of(InetAddress.ofLiteral(address));
        } catch (IllegalArgumentException noLiteral) {
            return address;
        }
    }

    /** As {@link #of(String)}. */
    public static String of(InetAddress address) {
        return address instanceof Inet6Address
                ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), NETWORK_BYTES))
                : address.getHostAddress();
    }
}
