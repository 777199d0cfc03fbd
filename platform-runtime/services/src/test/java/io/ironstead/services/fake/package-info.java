/** A running API server with programs that call it, for tests. */
@NullMarked
package io.ironstead.services.fake;

import org.jspecify.annotations.NullMarked;
