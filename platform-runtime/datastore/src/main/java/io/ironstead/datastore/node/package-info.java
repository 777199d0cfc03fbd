/**
 * The databases of all sites on one node, opened when somebody asks for them and closed when nobody does: start reading at
 * {@link Datastores}.
 */
@NullMarked
package io.ironstead.datastore.node;

import org.jspecify.annotations.NullMarked;
