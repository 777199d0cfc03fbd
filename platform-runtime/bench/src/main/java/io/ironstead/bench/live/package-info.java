/** Measures a whole Ironstead, started as an operator starts it. Start at {@code LiveIronstead}. */
@NullMarked
package io.ironstead.bench.live;

import org.jspecify.annotations.NullMarked;
