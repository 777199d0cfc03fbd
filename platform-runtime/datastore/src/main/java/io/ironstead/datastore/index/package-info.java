/**
 * Which index rows an entity has, and the files in which programs ask for composite indexes: start reading at
 * {@link IndexRows}.
 */
@NullMarked
package io.ironstead.datastore.index;

import org.jspecify.annotations.NullMarked;
