/** Files and folders of this disk that survive a crash and that only their owner can read. Start reading at {@link DurableFile}. */
@NullMarked
package io.ironstead.files.disk;

import org.jspecify.annotations.NullMarked;
