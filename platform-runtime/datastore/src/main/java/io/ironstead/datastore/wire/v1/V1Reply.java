package io.ironstead.datastore.wire.v1;

import com.google.protobuf.Message;

/** A call's end: a message, or why not. */
public sealed interface V1Reply {
    record Done(Message message) implements V1Reply {}

    record Refused(Refusal refusal) implements V1Reply {}
}
