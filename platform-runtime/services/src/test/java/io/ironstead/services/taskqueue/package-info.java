/** Tests of task queues and scheduled jobs. */
@org.jspecify.annotations.NullMarked
package io.ironstead.services.taskqueue;
