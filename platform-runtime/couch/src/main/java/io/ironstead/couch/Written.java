package io.ironstead.couch;

/** What became of a document that was to be written. Only {@link Stored} may be told to anybody. */
public sealed interface Written {

    /** HTTP 201: a quorum of replicas has it on disk. */
    record Stored(Revision revision) implements Written {}

    /** HTTP 202, or an {@code accepted} row: fewer replicas have it. It may be lost, or surface later. */
    record BelowQuorum(Revision revision) implements Written {}

    /** The document has another revision. After an earlier {@code TimedOut} or {@code BelowQuorum} it may be one's own. */
    record Conflict() implements Written {}

    /** No usable answer came in time, or a server failed over it: it may be stored, or be stored later. */
    record TimedOut(String why) implements Written {}

    /** The document was not taken and will not be: too large, malformed, forbidden. */
    record Refused(String error, String reason) implements Written {}
}
