package io.ironstead.datastore.wire.v3;

/** How one call ended, before it is put into its envelope. */
public sealed interface V3Answer {

    /** @param bytes the method's response message */
    record Message(byte[] bytes) implements V3Answer {}

    /** @param code of {@code datastore_v3.Error.ErrorCode} */
    record Refused(int code, String detail) implements V3Answer {}

    /** The bytes are not the method's request message. */
    record Malformed() implements V3Answer {}

    record UnknownMethod() implements V3Answer {}

    /** @param advice a sentence that says what to do instead */
    record NotOffered(String advice) implements V3Answer {}
}
