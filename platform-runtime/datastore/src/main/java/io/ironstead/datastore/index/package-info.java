/** Which index rows an entity has, and which composite indexes there are: start reading at {@link IndexRows}. */
@NullMarked
package io.ironstead.datastore.index;

import org.jspecify.annotations.NullMarked;
