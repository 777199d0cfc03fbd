package io.ironstead.difference;

import com.google.appengine.repackaged.com.google.protobuf.MessageLite;
import org.jspecify.annotations.Nullable;

/** A server of {@code datastore_v3}. */
interface V3Server {

    /** Serves one call of the program whose application this is. */
    Answer call(String app, String method, MessageLite request);

    /**
     * How a call ended.
     *
     * @param message null when it was refused
     * @param refusal code and text, or empty
     */
    record Answer(byte @Nullable [] message, String refusal) {
        static Answer of(MessageLite message) {
            return new Answer(message.toByteArray(), "");
        }

        static Answer refused(int code, String detail) {
            return new Answer(null, code + ": " + detail);
        }
    }
}
