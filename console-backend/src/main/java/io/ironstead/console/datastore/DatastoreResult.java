package io.ironstead.console.datastore;

/** What became of a call to a site's datastore. */
public sealed interface DatastoreResult {

    /** The method's answer, as JSON of Cloud Datastore v1. */
    record Answered(String json) implements DatastoreResult {}

    /**
     * The datastore refused, in its own words.
     *
     * @param status of HTTP, 400 to 599
     */
    record Refused(int status, String message) implements DatastoreResult {}

    /** The machine that keeps the data cannot be asked now; whether a change happened is not known. */
    record Away() implements DatastoreResult {
        public static final String SENTENCE =
                "The machine that keeps the data does not answer. Look at it under Machines, then try again.";
    }
}
