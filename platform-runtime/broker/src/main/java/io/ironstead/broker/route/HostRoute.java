package io.ironstead.broker.route;

import io.ironstead.model.SiteName;
import io.ironstead.model.control.TrafficSplit;
import java.util.List;

/**
 * What one host name stands for.
 *
 * @param suspended the site answers nobody
 * @param by what keeps a visitor on one version
 * @param shares the versions that share the requests, in the console's order; empty: the service has none here
 */
public record HostRoute(SiteName site, boolean suspended, TrafficSplit.By by, List<Share> shares) {

    /** One version's part of {@value io.ironstead.model.control.TrafficSplit#WHOLE} buckets. */
    public record Share(VersionRoute version, int permille) {}

    public HostRoute {
        shares = List.copyOf(shares);
    }

    /** True when it takes no thought which version answers. */
    public boolean single() {
        return shares.size() == 1;
    }

    /**
     * The version of a bucket. Shares lie one after the other, so a visitor changes version only when a boundary
     * moves over his bucket.
     *
     * @param bucket 0 to 999
     */
    public VersionRoute version(int bucket) {
        int end = 0;
        for (var share : shares) {
            end += share.permille();
            if (bucket < end) {
                return share.version();
            }
        }
        return shares.getLast().version();
    }

    /** The bucket of an address: the same on every node, so a visitor may change nodes. */
    public int bucketOf(String address) {
        // FNV-1a, then mixed: neighbouring addresses end up in unrelated buckets.
        int hash = 0x811c9dc5;
        for (int i = 0; i < address.length(); i++) {
            hash = (hash ^ address.charAt(i)) * 0x01000193;
        }
        hash ^= hash >>> 16;
        hash *= 0x7feb352d;
        hash ^= hash >>> 15;
        return Integer.remainderUnsigned(hash, TrafficSplit.WHOLE);
    }
}
