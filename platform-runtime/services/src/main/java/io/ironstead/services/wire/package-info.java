/**
 * The only place that knows Google's message classes: turns their bytes into calls of this platform and back. Start at
 * {@link io.ironstead.services.wire.RemoteMessages}, the envelope of every call.
 */
@NullMarked
package io.ironstead.services.wire;

import org.jspecify.annotations.NullMarked;
