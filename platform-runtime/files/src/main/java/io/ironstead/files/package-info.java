/**
 * Stored files of sites and of the platform: {@link io.ironstead.files.FileStore} is the promise, {@code kept} keeps it.
 * Start reading at {@link io.ironstead.files.FileStore}, then {@code kept.KeptFiles}.
 */
@NullMarked
package io.ironstead.files;

import org.jspecify.annotations.NullMarked;
