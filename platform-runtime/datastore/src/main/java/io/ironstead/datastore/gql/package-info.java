/**
 * GQL, the query language of Cloud Datastore, turned into the datastore's own queries: start reading at {@link Gql}.
 *
 * <p>Grammar: cloud.google.com/datastore/docs/reference/gql_reference. What that leaves open (escapes, reserved words, texts of
 * refusals) is as Google's Firestore emulator in Datastore mode answers.
 */
@NullMarked
package io.ironstead.datastore.gql;

import org.jspecify.annotations.NullMarked;
