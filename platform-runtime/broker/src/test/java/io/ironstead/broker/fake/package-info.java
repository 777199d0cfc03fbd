/** Visitors, instances and an instance source that behave like real ones, over real sockets. */
@NullMarked
package io.ironstead.broker.fake;

import org.jspecify.annotations.NullMarked;
