package io.ironstead.datastore.wire.v1;

import io.ironstead.datastore.wire.v1.net.NetLimits;

/**
 * What one process does for Cloud Datastore's clients.
 *
 * @param loops threads that read and write; 0 for one for each processor
 * @param callsMax calls being worked on at a time; more are refused and may be tried again
 */
public record V1Limits(NetLimits net, int loops, int callsMax) {
    public static final V1Limits DEFAULT = new V1Limits(NetLimits.DEFAULT, 0, 2_000);
}
