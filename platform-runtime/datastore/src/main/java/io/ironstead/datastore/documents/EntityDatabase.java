package io.ironstead.datastore.documents;

import io.ironstead.couch.Winner;
import io.ironstead.couch.Written;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * What {@link CouchDocuments} asks of CouchDB, each with a deadline. All but {@link #copyAll} throw {@link
 * io.ironstead.couch.CouchUnavailableException} or {@link io.ironstead.couch.CouchRefusedException}.
 */
public interface EntityDatabase {

    /** @return whether the database is there now */
    boolean make();

    /** Of each id that is there or was deleted. One replica answers, and may not have heard of the latest. */
    Map<String, Winner> winners(List<String> ids);

    /** See {@link io.ironstead.couch.CouchClient#copyAll}. */
    Map<String, Written> copyAll(List<ObjectNode> documents);

    /** Every part of the database with all of its copies. A database that is not there is a refusal. */
    List<EntityPart> parts();
}
