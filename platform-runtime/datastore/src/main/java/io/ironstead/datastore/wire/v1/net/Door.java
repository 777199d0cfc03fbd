package io.ironstead.datastore.wire.v1.net;

/** What the connections of one address have in common. */
record Door(Calls calls, NetLimits limits, Budget budget) {}
