/** Turns a folder into the archive that is uploaded. Start at {@code BundleSource}. */
@NullMarked
package io.ironstead.cli.pack;

import org.jspecify.annotations.NullMarked;
