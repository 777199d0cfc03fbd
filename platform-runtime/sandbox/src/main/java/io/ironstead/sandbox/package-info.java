/**
 * The wall around a running program, as a seam: {@link io.ironstead.sandbox.Sandbox} turns a description into
 * a process, and its implementations differ in how thick the wall is. Callers never know which one it is.
 */
@NullMarked
package io.ironstead.sandbox;

import org.jspecify.annotations.NullMarked;
