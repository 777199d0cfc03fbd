package io.ironstead.datastore.documents;

import java.util.List;

/** Where the documents of one database are. */
public interface Documents {

    /**
     * Stores documents over older ones with their ids. Of two that are stored by two leaders at once, in any order, the one with
     * the higher version is read afterwards.
     *
     * @param changed each id once; with none at all there is a database afterwards, as {@link #readAll} wants it
     * @return whether every one is durable, on a quorum where there are several copies; otherwise any of them may be. False also
     *     when there is a newer document than one of these, which is the work of a later leader
     */
    boolean store(List<Document> changed);

    /**
     * Hands on every document, deletions too, some at a time, in no order.
     *
     * @throws DocumentsException when so little of CouchDB can be read that a stored document might be missing
     */
    void readAll(Reader reader);

    /**
     * Takes documents that several copies may have, in several versions. If there are several copies, each of them is first
     * listed, then each is read: whoever remembers what was listed can take each document once, in the newest version, and knows
     * in the end whether one is missing.
     */
    interface Reader {

        /** A copy has, or had, the document in this version. Never called where there is only one copy of everything. */
        void listed(String id, long version);

        /** Whether the document was listed, never in a newer version, and has not been accepted yet. */
        boolean wants(String id, long version);

        /** Documents of one copy. Of those that are not wanted nothing is to be taken. */
        void accept(List<Document> page);
    }
}
