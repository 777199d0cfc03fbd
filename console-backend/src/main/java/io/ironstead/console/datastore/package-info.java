/** What lies in the datastores of sites, for people and their programs: start at {@link DatastoreService}. */
@NullMarked
package io.ironstead.console.datastore;

import org.jspecify.annotations.NullMarked;
