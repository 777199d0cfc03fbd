/** A console with a real certificate authority and a real gRPC server, and time that tests own. */
@NullMarked
package io.ironstead.agent.fake;

import org.jspecify.annotations.NullMarked;
