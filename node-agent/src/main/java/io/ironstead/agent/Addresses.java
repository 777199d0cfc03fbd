package io.ironstead.agent;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * What to write where a visitor's way to this node is told.
 *
 * @param bound the address the broker listens on, as the operator wrote it
 */
record Addresses(String bound) {

    /** For programs on this machine. */
    String local() {
        return isEveryNetwork() ? "127.0.0.1" : bound;
    }

    /** For other machines: where the broker listens on every network, the first one that is not the loopback. */
    String remote() {
        return isEveryNetwork() ? firstOfThisMachine().orElse("127.0.0.1") : bound;
    }

    static String withPort(String host, int port) {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    private boolean isEveryNetwork() {
        try {
            return InetAddress.getByName(bound).isAnyLocalAddress();
        } catch (UnknownHostException aName) {
            return false;
        }
    }

    private static Optional<String> firstOfThisMachine() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(network -> network.getInterfaceAddresses().stream())
                    .map(InterfaceAddress::getAddress)
                    .filter(address -> address instanceof Inet4Address
                            && !address.isLoopbackAddress()
                            && !address.isLinkLocalAddress())
                    .map(InetAddress::getHostAddress)
                    .findFirst();
        } catch (SocketException unknown) {
            return Optional.empty();
        }
    }
}
