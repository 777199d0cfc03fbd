package io.ironstead.couch;

import io.ironstead.model.Deadline;
import org.jspecify.annotations.Nullable;

/** One CouchDB node. */
interface Coordinator extends AutoCloseable {

    /** A request as the client layer thinks of it; {@code path} is encoded already. */
    record Request(String method, String path, byte @Nullable [] body) {}

    /** What came of asking: an answer, or whether the request can have reached the server at all. */
    sealed interface Outcome {
        record Answered(Answer answer) implements Outcome {}

        record NeverSent(String why) implements Outcome {}

        record Lost(String why) implements Outcome {}
    }

    /** Asks once and waits until the deadline at most. */
    Outcome ask(Request request, Deadline deadline);

    @Override
    void close();
}
