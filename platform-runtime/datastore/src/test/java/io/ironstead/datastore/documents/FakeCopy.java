package io.ironstead.datastore.documents;

import com.google.protobuf.ByteString;
import io.ironstead.couch.Changes;
import io.ironstead.couch.CouchDocument;
import io.ironstead.couch.CouchUnavailableException;
import io.ironstead.couch.Revision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;

/** A node's copy of documents, which may lack some or be away. Its feed has them in the order in which they came. */
final class FakeCopy implements EntityPart.Copy {
    private record Row(String id, List<CouchDocument> leaves) {
        CouchDocument winner() {
            return leaves.getLast();
        }
    }

    private final List<Row> rows = new ArrayList<>();
    private int answersLeft = Integer.MAX_VALUE;
    private int documentsRead;

    /** @param versions of its leaves, of which CouchDB takes the last for the winner */
    FakeCopy with(String id, long... versions) {
        rows.removeIf(row -> row.id().equals(id));
        var leaves = new ArrayList<CouchDocument>();
        for (long version : versions) {
            leaves.add(leaf(id, version, false));
        }
        rows.add(new Row(id, leaves));
        return this;
    }

    FakeCopy withDeleted(String id, long version) {
        rows.removeIf(row -> row.id().equals(id));
        rows.add(new Row(id, List.of(leaf(id, version, true))));
        return this;
    }

    /** After so many answers it is away. */
    FakeCopy answering(int times) {
        answersLeft = times;
        return this;
    }

    int documentsRead() {
        return documentsRead;
    }

    private static CouchDocument leaf(String id, long version, boolean deleted) {
        byte[] content = ByteString.copyFromUtf8("row" + version).toByteArray();
        var json = JsonNodeFactory.instance.objectNode().put("v", version).put("b", content);
        return new CouchDocument(id, VersionedRevision.of(1, version, content), deleted, json);
    }

    private void answer() {
        if (answersLeft-- <= 0) {
            throw new CouchUnavailableException("It is away");
        }
    }

    @Override
    public Changes changes(String since, int limit, boolean documents) {
        answer();
        int from = Integer.parseInt(since);
        int to = Math.min(rows.size(), from + limit);
        documentsRead += documents ? to - from : 0;
        var found = rows.subList(from, to).stream()
                .map(row -> new Changes.Change(
                        row.id(),
                        row.winner().deleted(),
                        revisions(row),
                        Optional.of(row.winner()).filter(_ -> documents)))
                .toList();
        return new Changes(found, Integer.toString(to), 0);
    }

    private static List<Revision> revisions(Row row) {
        return row.leaves().stream().map(CouchDocument::revision).toList();
    }

    @Override
    public List<CouchDocument> leaves(String id) {
        answer();
        return rows.stream()
                .filter(row -> row.id().equals(id))
                .flatMap(row -> row.leaves().stream())
                .toList();
    }
}
