/**
 * Rows kept warm by nodes that do not lead: what a leader's log acknowledged is sent to them as it goes. Start at
 * {@link io.ironstead.datastore.standby.Feed} for the leader, at {@link io.ironstead.datastore.standby.Follower} for a standby.
 */
@NullMarked
package io.ironstead.datastore.standby;

import org.jspecify.annotations.NullMarked;
