/** When scheduled jobs run, in App Engine's words: start at {@link io.ironstead.model.schedule.Schedule}. */
@NullMarked
package io.ironstead.model.schedule;

import org.jspecify.annotations.NullMarked;
