package io.ironstead.datastore.documents;

import io.ironstead.couch.Changes;
import io.ironstead.couch.CouchDocument;
import java.util.List;

/**
 * Documents whose ids fall into one range, and where they are kept.
 *
 * @param copies all, whether they answer or not
 * @param readQuorum how many of them have to be read to see whatever was stored on a quorum
 */
public record EntityPart(List<Copy> copies, int readQuorum) {

    /** One node's copy. Both throw {@link io.ironstead.couch.CouchUnavailableException} when it does not answer. */
    public interface Copy {

        /** See {@link io.ironstead.couch.Copy#changes}. */
        Changes changes(String since, int limit, boolean documents);

        /** All leaves, deletions too. */
        List<CouchDocument> leaves(String id);
    }
}
