package io.ironstead.datastore.documents;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Takes each document once, in the newest version that was listed. */
final class Collected implements Documents.Reader {
    private final Map<String, Long> missing = new HashMap<>();
    private final List<Document> documents = new ArrayList<>();
    private boolean copies;

    static Collected of(Documents documents) {
        var collected = new Collected();
        documents.readAll(collected);
        return collected;
    }

    @Override
    public void listed(String id, long version) {
        copies = true;
        missing.merge(id, version, Math::max);
    }

    @Override
    public boolean wants(String id, long version) {
        return !copies || missing.getOrDefault(id, Long.MAX_VALUE) <= version;
    }

    @Override
    public void accept(List<Document> page) {
        for (Document document : page) {
            if (wants(document.id(), document.version())) {
                missing.remove(document.id());
                documents.add(document);
            }
        }
    }

    /** What was listed and never came. */
    Map<String, Long> missing() {
        return missing;
    }

    /** Those that are not deleted: id, version, content. */
    List<String> rows() {
        return documents.stream()
                .flatMap(document -> document.row().stream()
                        .map(row -> document.id() + " " + document.version() + " " + row.toStringUtf8()))
                .sorted()
                .toList();
    }
}
