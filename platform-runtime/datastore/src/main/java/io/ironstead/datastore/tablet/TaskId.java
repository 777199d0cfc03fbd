package io.ironstead.datastore.tablet;

/** A transactional task: the version of the commit that made it, and its place there. */
public record TaskId(long version, int place) {}
