package io.ironstead.couch.cluster;

import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which nodes a cluster shall have and where they are reached, the same for all of them.
 *
 * @param addresses the members' addresses in the cluster's network, IPv4, 1 to 50 of them; a node is named by its address for
 *     ever
 * @param httpPort of every member
 * @param distributionPort of every member, for Erlang's distribution
 */
public record ClusterShape(List<String> addresses, int httpPort, int distributionPort, ClusterSecrets secrets) {
    private static final Pattern IPV4 = Pattern.compile("(\\d{1,3})(\\.\\d{1,3}){3}");
    private static final int MEMBERS_MAX = 50;
    private static final int COPIES_MAX = 3;

    public ClusterShape {
        addresses = List.copyOf(addresses);
        if (addresses.isEmpty() || addresses.size() > MEMBERS_MAX) {
            throw new IllegalArgumentException("A cluster has 1 to " + MEMBERS_MAX + " members");
        }
        if (addresses.stream().distinct().count() != addresses.size()) {
            throw new IllegalArgumentException("Each member has an address of its own");
        }
        addresses.forEach(ClusterShape::check);
    }

    private static void check(String address) {
        if (address.length() > 15 || !IPV4.matcher(address).matches()) {
            throw new IllegalArgumentException("A member's address is written as four numbers");
        }
    }

    /** How often a document is kept. */
    public int copies() {
        return Math.min(COPIES_MAX, addresses.size());
    }

    public static String node(String address) {
        return "couchdb@" + address;
    }

    public List<String> nodes() {
        return addresses.stream().map(ClusterShape::node).toList();
    }

    public URI uri(String address) {
        return URI.create("http://" + address + ":" + httpPort);
    }
}
