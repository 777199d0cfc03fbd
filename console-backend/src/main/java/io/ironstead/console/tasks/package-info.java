/** Task queues and scheduled jobs of sites, for people and their programs: start at {@link TaskService}. */
@NullMarked
package io.ironstead.console.tasks;

import org.jspecify.annotations.NullMarked;
