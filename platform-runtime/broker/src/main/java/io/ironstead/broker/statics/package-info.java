/**
 * Files of bundles, served without an instance. Start at {@link io.ironstead.broker.statics.BundleFiles}; what of a
 * file is sent, and with which headers, is decided in {@link io.ironstead.broker.statics.FileAnswer}.
 */
@NullMarked
package io.ironstead.broker.statics;

import org.jspecify.annotations.NullMarked;
