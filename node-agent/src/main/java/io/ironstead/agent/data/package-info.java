/**
 * The sites' data on this node: CouchDB, the datastores on it, and who may use them. Start at
 * {@link io.ironstead.agent.data.SiteData}.
 */
@NullMarked
package io.ironstead.agent.data;

import org.jspecify.annotations.NullMarked;
