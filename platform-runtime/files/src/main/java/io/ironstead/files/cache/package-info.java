/** Plaintext of files that are read often, in aligned chunks on this disk. Start reading at {@link ChunkCache}. */
@NullMarked
package io.ironstead.files.cache;

import org.jspecify.annotations.NullMarked;
