/** The file store itself: a record per name, its bytes in a grid or on this disk. Start reading at {@link KeptFiles}. */
@NullMarked
package io.ironstead.files.kept;

import org.jspecify.annotations.NullMarked;
