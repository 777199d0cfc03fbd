package io.ironstead.datastore.documents;

import java.util.List;
import java.util.function.Consumer;

/** Where the documents of one database are. */
public interface Documents {

    /**
     * Stores documents over older ones with their ids. Of two that are stored by two leaders at once, in any order, the one with
     * the higher version is read afterwards.
     *
     * @param changed each id once
     * @return whether every one is durable, on a quorum where there are several copies; otherwise any of them may be. False also
     *     when there is a newer document than one of these, which is the work of a later leader
     */
    boolean store(List<Document> changed);

    /**
     * Hands on every document, deletions too, some at a time, in no order.
     *
     * @throws DocumentsException when CouchDB cannot be read
     */
    void readAll(Consumer<List<Document>> reader);
}
