/**
 * Task queues and scheduled jobs of sites: kept as entities of the site's own tablet, delivered by whichever node leads it.
 * Start reading at {@link io.ironstead.services.taskqueue.SiteTasks}; what sends the requests is a {@link
 * io.ironstead.services.taskqueue.Delivery}.
 */
@NullMarked
package io.ironstead.services.taskqueue;

import org.jspecify.annotations.NullMarked;
