/** One Tahoe-LAFS node: installed, given its identity, run, watched and spoken to. Start reading at {@link TahoeNode}. */
@NullMarked
package io.ironstead.files.tahoe;

import org.jspecify.annotations.NullMarked;
