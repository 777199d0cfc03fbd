package io.ironstead.couch.embedded;

import io.ironstead.couch.Revision;
import io.ironstead.couch.embedded.RevisionTree.Node;
import java.util.List;
import java.util.Optional;
import org.rocksdb.ReadOptions;

/** Writes a stored document the way CouchDB shows it. */
final class DocumentWriter {
    private final Database database;
    private final ReadOptions view;
    private final boolean revisions;
    private final boolean conflicts;
    private final boolean deletedConflicts;

    DocumentWriter(Database database, ReadOptions view, Query query) {
        this(database, view, query.flag("revs"), query.flag("conflicts"), query.flag("deleted_conflicts"));
    }

    DocumentWriter(
            Database database, ReadOptions view, boolean revisions, boolean conflicts, boolean deletedConflicts) {
        this.database = database;
        this.view = view;
        this.revisions = revisions;
        this.conflicts = conflicts;
        this.deletedConflicts = deletedConflicts;
    }

    /** Whether more than the document itself is shown, so that its revision does not name the answer. */
    boolean showsMore() {
        return revisions || conflicts || deletedConflicts;
    }

    /** One revision as a JSON object; nothing when its content is no longer kept. */
    Optional<JsonBuffer> write(String id, RevisionTree tree, Node node) {
        byte[] members = node.body() == RevisionTree.NO_BODY ? null : database.body(node.body(), view);
        if (members == null) {
            return Optional.empty();
        }
        var json =
                new JsonBuffer().raw("{\"_id\":").string(id).raw(",\"_rev\":").revision(node.revision());
        if (members.length > 0) {
            json.raw(",").raw(members);
        }
        if (node.deleted()) {
            json.raw(",\"_deleted\":true");
        }
        if (revisions) {
            revisions(json, tree.path(node.revision()));
        }
        if (conflicts) {
            losers(json, "_conflicts", tree, false);
        }
        if (deletedConflicts) {
            losers(json, "_deleted_conflicts", tree, true);
        }
        return Optional.of(json.raw("}"));
    }

    private static void revisions(JsonBuffer json, List<Revision> path) {
        json.raw(",\"_revisions\":{\"start\":" + path.getFirst().generation() + ",\"ids\":[");
        String separator = "";
        for (Revision revision : path) {
            json.raw(separator).string(revision.hash());
            separator = ",";
        }
        json.raw("]}");
    }

    private static void losers(JsonBuffer json, String name, RevisionTree tree, boolean deleted) {
        List<Revision> losers = tree.leaves().stream()
                .skip(1)
                .filter(leaf -> leaf.deleted() == deleted)
                .map(Node::revision)
                .toList();
        if (!losers.isEmpty()) {
            json.raw(",\"" + name + "\":").revisions(losers);
        }
    }
}
