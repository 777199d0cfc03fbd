package io.ironstead.broker;

import io.ironstead.broker.tls.PeerTls;
import io.ironstead.model.PeerSource;
import java.net.InetSocketAddress;

/**
 * How a broker works with those of other nodes.
 *
 * @param address where they come in; port 0 takes any free one
 * @param anywhere where visitors' requests get their place; those of peers are executed here or refused
 */
public record PeersDoor(InetSocketAddress address, PeerTls tls, PeerSource anywhere) {}
