/**
 * A database's rows as documents of CouchDB, readable there with any of its tools, and all that is needed to make the rows again
 * once the log does not go back to the beginning. Start at {@link io.ironstead.datastore.documents.Documents}.
 */
@NullMarked
package io.ironstead.datastore.documents;

import org.jspecify.annotations.NullMarked;
