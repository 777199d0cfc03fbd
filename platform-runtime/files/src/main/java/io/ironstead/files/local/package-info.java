/** Records and sealed contents in folders of this machine. Start reading at {@link LocalContents}. */
@NullMarked
package io.ironstead.files.local;

import org.jspecify.annotations.NullMarked;
