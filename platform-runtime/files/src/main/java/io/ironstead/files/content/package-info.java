/** The bytes of files, sealed: what keeps them never sees a plaintext. Start reading at {@link Contents} and {@link Seal}. */
@NullMarked
package io.ironstead.files.content;

import org.jspecify.annotations.NullMarked;
