package io.ironstead.couch;

import io.ironstead.model.Deadline;
import java.util.Optional;

/** A CouchDB-protocol server that lives in this process and is asked without a connection. */
public interface CouchInProcess {

    /** @param body JSON, to its end */
    record Reply(int status, byte[] body) {}

    /**
     * Answers on the caller's thread. A write that is not on disk at the deadline is answered with status 500: it may be stored
     * or not.
     *
     * @param target path and query, encoded
     * @param body empty without one
     * @param answerBytesMax the largest body that is taken
     * @return empty when the server stops, or the answer is larger
     */
    Optional<Reply> ask(String method, String target, byte[] body, int answerBytesMax, Deadline deadline);
}
