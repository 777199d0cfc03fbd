/**
 * App Engine's {@code ApiProxy} over {@code /rpc_http}. These classes are loaded by the class loader of a WAR that carries
 * the API, beside the WAR's own copy of it. Start at {@link io.ironstead.javahost.apiproxy.Installed}.
 */
@NullMarked
package io.ironstead.javahost.apiproxy;

import org.jspecify.annotations.NullMarked;
