/**
 * The App Engine API server: takes {@code POST /rpc_http} from instances, knows who calls, and asks the service. Start
 * at {@link io.ironstead.services.api.ApiServer}.
 */
@NullMarked
package io.ironstead.services.api;

import org.jspecify.annotations.NullMarked;
