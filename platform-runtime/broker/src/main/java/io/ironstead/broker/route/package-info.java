/**
 * Where a request goes: host name to site, service and version, path to handler. Values without Netty, built off the
 * event loops and swapped whole. Start at {@link io.ironstead.broker.route.RouteTable}.
 */
@NullMarked
package io.ironstead.broker.route;

import org.jspecify.annotations.NullMarked;
