/**
 * The same programs against Ironstead and Google's two emulators: start reading at {@link EmulatorDifferenceTest}.
 *
 * <p>Which of the two is followed where they differ is written beside each case; decision 093 has the reasons.
 */
@NullMarked
package io.ironstead.datastore.differential;

import org.jspecify.annotations.NullMarked;
