/** Leave to run parallel jobs in a site's instances: start at {@link JobTickets}. */
@NullMarked
package io.ironstead.console.jobs;

import org.jspecify.annotations.NullMarked;
