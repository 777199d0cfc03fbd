/** Which index rows an entity has, and the composite indexes a site asks for. */
@NullMarked
package io.ironstead.datastore.index;

import org.jspecify.annotations.NullMarked;
