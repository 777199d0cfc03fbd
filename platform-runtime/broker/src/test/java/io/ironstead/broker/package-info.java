/** What the broker promises, each duty by a test over real sockets. */
@NullMarked
package io.ironstead.broker;

import org.jspecify.annotations.NullMarked;
