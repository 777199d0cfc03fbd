package io.ironstead.couch.embedded;

import java.util.Set;

/** What CouchDB serves inside a database and this server does not: a 501 for any method, never a document's name. */
final class UnservedEndpoints {
    private static final Set<String> NAMES = Set.of(
            "_find",
            "_index",
            "_explain",
            "_purge",
            "_missing_revs",
            "_view_cleanup",
            "_partition",
            "_design_docs",
            "_local_docs",
            "_shards",
            "_sync_shards",
            "_purged_infos",
            "_purged_infos_limit",
            "_auto_purge",
            "_temp_view");

    private UnservedEndpoints() {}

    static boolean isOne(String name) {
        return NAMES.contains(name);
    }
}
