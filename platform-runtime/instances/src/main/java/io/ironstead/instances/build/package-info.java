/**
 * Makes an unpacked bundle runnable, once: installs what its language's package file asks for. Start at
 * {@link io.ironstead.instances.build.Builder}; what went wrong is put into words by
 * {@link io.ironstead.instances.build.BuildTroubles}.
 */
@NullMarked
package io.ironstead.instances.build;

import org.jspecify.annotations.NullMarked;
