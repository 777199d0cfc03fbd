package io.ironstead.agent.data.pool;

import io.ironstead.model.SiteName;

/**
 * Which database's feed another node wants.
 *
 * @param database empty for the default one
 */
record FeedRequest(SiteName site, String database) {}
