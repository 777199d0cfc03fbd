package io.ironstead.datastore.tablet;

import io.ironstead.datastore.documents.Document;
import io.ironstead.datastore.documents.Documents;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Documents that outlive the tablets that write them, and a store that fails when it is told to. */
final class MemoryDocuments implements Documents {
    private final Map<String, Document> documents = new LinkedHashMap<>();
    private int stored;
    private int storesLeft = Integer.MAX_VALUE;

    /** After so many more pages no page is stored, but part of the next. */
    void failAfter(int pages) {
        storesLeft = pages;
    }

    void heal() {
        storesLeft = Integer.MAX_VALUE;
    }

    Document get(String id) {
        return documents.get(id);
    }

    long alive() {
        return documents.values().stream()
                .filter(document -> document.row().isPresent())
                .count();
    }

    /** How many were ever sent. */
    int stored() {
        return stored;
    }

    @Override
    public boolean store(List<Document> changed) {
        stored += changed.size();
        boolean fails = storesLeft-- <= 0;
        for (Document document : fails ? changed.subList(0, changed.size() / 2) : changed) {
            documents.merge(document.id(), document, (one, other) -> one.version() > other.version() ? one : other);
        }
        return !fails;
    }

    @Override
    public void readAll(Reader reader) {
        var all = new ArrayList<>(documents.values());
        for (int from = 0; from < all.size(); from += 3) {
            reader.accept(all.subList(from, Math.min(from + 3, all.size())));
        }
    }
}
