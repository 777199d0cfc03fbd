/**
 * What an application says of itself in {@code app.yaml}, {@code appengine-web.xml} or {@code web.xml}, checked and in
 * one shape for every language. Start at {@link io.ironstead.model.app.AppDescriptor}. Read by {@code bundle}, obeyed
 * by {@code broker} (handlers) and {@code instances} (runtime, scaling).
 */
@NullMarked
package io.ironstead.model.app;

import org.jspecify.annotations.NullMarked;
