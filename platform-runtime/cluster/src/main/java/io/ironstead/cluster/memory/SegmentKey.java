package io.ironstead.cluster.memory;

import io.ironstead.model.SiteName;

/**
 * A site's items lie in segments, each of which is one entry of the pool's map: it has one owner, and its operations run
 * one after the other there.
 */
final class SegmentKey {
    /** More would spread a site over more nodes, and leave each segment less room for large items. */
    static final int SEGMENTS = 8;

    private SegmentKey() {}

    static int segmentOf(ItemKey key) {
        int hash = key.hashCode() * 0x9E37_79B9;
        return (hash >>> 16) & (SEGMENTS - 1);
    }

    /** The entry's key: the number first, so that a site's segments do not gather on one node. */
    static String of(SiteName site, int segment) {
        return segment + "/" + site;
    }

    static String siteOf(String key) {
        return key.substring(key.indexOf('/') + 1);
    }
}
