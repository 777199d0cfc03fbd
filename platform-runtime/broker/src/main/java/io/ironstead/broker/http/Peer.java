package io.ironstead.broker.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * Who is at the other end of a visitor's connection.
 *
 * @param headers what instances are told of him: whole header lines, made once for all of his requests
 */
record Peer(String address, boolean secure, byte[] headers) {

    static Peer of(SocketAddress remote, boolean secure) {
        var address = remote instanceof InetSocketAddress internet ? text(internet.getAddress()) : "127.0.0.1";
        return of(address, secure);
    }

    static Peer of(String address, boolean secure) {
        var lines = "X-AppEngine-User-IP: " + address + "\r\nX-Forwarded-For: " + address + "\r\nX-AppEngine-Https: "
                + (secure ? "on" : "off") + "\r\nX-Forwarded-Proto: " + (secure ? "https" : "http") + "\r\n";
        return new Peer(address, secure, Ascii.bytes(lines));
    }

    private static String text(InetAddress address) {
        var text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }
}
