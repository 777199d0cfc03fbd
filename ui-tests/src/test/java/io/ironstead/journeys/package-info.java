/** What operators and tenants do, against real processes. Start at any {@code …Journey}; {@code Ironstead} is the product. */
@NullMarked
package io.ironstead.journeys;

import org.jspecify.annotations.NullMarked;
