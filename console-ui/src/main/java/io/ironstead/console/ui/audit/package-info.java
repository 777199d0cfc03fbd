/** Who changed what, for operators. Start at {@code AuditView}. */
@NullMarked
package io.ironstead.console.ui.audit;

import org.jspecify.annotations.NullMarked;
