/** A console for tests. Start at {@code FakeConsole}. */
@NullMarked
package io.ironstead.cli.fake;

import org.jspecify.annotations.NullMarked;
