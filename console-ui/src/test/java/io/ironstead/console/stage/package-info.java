/**
 * A stage for looking at the console: the real application, and made-up machines that speak the real agent link. Start
 * at {@link io.ironstead.console.stage.FakeAgent}.
 */
@NullMarked
package io.ironstead.console.stage;

import org.jspecify.annotations.NullMarked;
