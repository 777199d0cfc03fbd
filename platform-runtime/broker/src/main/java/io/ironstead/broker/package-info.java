/**
 * Takes visitors' requests and has them answered: by a file of the site's bundle, or by an instance of its program that
 * is woken when it sleeps. Start at {@link io.ironstead.broker.Broker}; where a request goes is decided in
 * {@code route}, how it is passed on in {@code http}. No type of Netty leaves this module.
 */
@NullMarked
package io.ironstead.broker;

import org.jspecify.annotations.NullMarked;
