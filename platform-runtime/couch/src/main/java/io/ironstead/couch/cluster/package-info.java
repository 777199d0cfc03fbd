/**
 * A CouchDB cluster of which each machine runs one node: its files, its process, who belongs to it. Start at {@link
 * io.ironstead.couch.cluster.ClusterNode}.
 */
@NullMarked
package io.ironstead.couch.cluster;

import org.jspecify.annotations.NullMarked;
