/**
 * The same programs on our {@code datastore_v3} and on Google's {@code LocalDatastoreService}: start reading at
 * {@link LocalDatastoreDifferenceTest}. Decision 094 has the differences and their reasons.
 */
@NullMarked
package io.ironstead.difference;

import org.jspecify.annotations.NullMarked;
