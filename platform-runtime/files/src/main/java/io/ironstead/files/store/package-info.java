/** What is known of files: records, and the keys that seal them. Start reading at {@link FileRecords}. */
@NullMarked
package io.ironstead.files.store;

import org.jspecify.annotations.NullMarked;
