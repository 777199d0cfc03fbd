/** The datastore beside Google's emulators. Start at {@link io.ironstead.bench.datastore.DatastoreBenchmark}. */
@NullMarked
package io.ironstead.bench.datastore;

import org.jspecify.annotations.NullMarked;
