/**
 * Cloud Datastore v1 on one port, by gRPC and by HTTP with JSON or protobuf, as Google's emulators serve it: start reading at
 * {@link V1Server}, then {@link V1Api}. Only words and forms are here; the rules are the engine's.
 */
@NullMarked
package io.ironstead.datastore.wire.v1;

import org.jspecify.annotations.NullMarked;
