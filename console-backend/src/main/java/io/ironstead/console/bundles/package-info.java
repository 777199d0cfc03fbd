/** Archives and the deployments that bring them to life. Start at {@link io.ironstead.console.bundles.DeploymentService}. */
@NullMarked
package io.ironstead.console.bundles;

import org.jspecify.annotations.NullMarked;
