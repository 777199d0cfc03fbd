package io.ironstead.broker.http;

/** A visitor's connection that ends as soon as nobody is hurt by it. */
interface Drainable {
    void drain();
}
