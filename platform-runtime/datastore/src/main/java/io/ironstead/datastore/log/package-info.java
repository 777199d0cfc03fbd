/**
 * A tablet's commit log in write-once documents, and how one leader follows another without losing what was acknowledged. The
 * protocol is that of SEAL.md (model-checked); its steps are named S1 to S4 and T1 to T6 here too. Start reading at
 * {@link TabletLog}, then {@link Challenge} and {@link LogWriter}.
 */
@NullMarked
package io.ironstead.datastore.log;

import org.jspecify.annotations.NullMarked;
