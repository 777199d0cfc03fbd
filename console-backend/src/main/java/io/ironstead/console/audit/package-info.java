/** Who changed what, and what happened by itself. Start at {@link io.ironstead.console.audit.AuditLog}. */
@NullMarked
package io.ironstead.console.audit;

import org.jspecify.annotations.NullMarked;
