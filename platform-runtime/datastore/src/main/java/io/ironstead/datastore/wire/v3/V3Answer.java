package io.ironstead.datastore.wire.v3;

import io.ironstead.datastore.Problem;

/** How one call ended, before it is put into its envelope. */
public sealed interface V3Answer {

    /** @param bytes the method's response message */
    record Message(byte[] bytes) implements V3Answer {}

    /**
     * @param code of {@code datastore_v3.Error.ErrorCode}
     * @param notDone nothing was done, and asked again it may be: this process does not lead, or the log takes no writes now
     */
    record Refused(int code, String detail, boolean notDone) implements V3Answer {}

    /** In the words of this API. */
    static Refused refused(Problem problem) {
        return (Refused) io.ironstead.datastore.wire.v3.Refused.of(problem).answer();
    }

    /** The bytes are not the method's request message. */
    record Malformed() implements V3Answer {}

    record UnknownMethod() implements V3Answer {}

    /** @param advice a sentence that says what to do instead */
    record NotOffered(String advice) implements V3Answer {}
}
