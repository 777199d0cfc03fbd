/** Where requests go, without sockets. */
@NullMarked
package io.ironstead.broker.route;

import org.jspecify.annotations.NullMarked;
