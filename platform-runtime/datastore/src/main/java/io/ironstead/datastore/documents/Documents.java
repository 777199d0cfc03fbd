package io.ironstead.datastore.documents;

import java.util.List;
import java.util.function.Consumer;

/** Where the documents of one database are. */
public interface Documents {

    /**
     * Stores documents over whatever has their ids.
     *
     * @param changed each id once
     * @return whether every one is durable, on a quorum where there are several copies; otherwise any of them may be
     */
    boolean store(List<Document> changed);

    /**
     * Hands on every document that is not deleted, some at a time, in no order.
     *
     * @throws DocumentsException when CouchDB cannot be read
     */
    void readAll(Consumer<List<Document>> reader);
}
