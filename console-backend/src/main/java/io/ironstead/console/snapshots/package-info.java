/** Copies of everything the console would need to take its fleet over again; start at {@link io.ironstead.console.snapshots.SnapshotService}. */
@NullMarked
package io.ironstead.console.snapshots;

import org.jspecify.annotations.NullMarked;
