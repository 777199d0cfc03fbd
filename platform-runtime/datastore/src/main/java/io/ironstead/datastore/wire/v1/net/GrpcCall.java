package io.ironstead.datastore.wire.v1.net;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import io.ironstead.model.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** One unary call that has come in whole. */
public final class GrpcCall {
    /** A compression mark and the message's length. */
    static final int PREFIX_BYTES = 5;

    private final GrpcConnection connection;
    private final int stream;
    private final String path;
    private final byte[] body;
    private final Deadline deadline;

    GrpcCall(GrpcConnection connection, int stream, String path, byte[] body, Deadline deadline) {
        this.connection = connection;
        this.stream = stream;
        this.path = path;
        this.body = body;
        this.deadline = deadline;
    }

    /** {@code /package.Service/Method}. */
    public String path() {
        return path;
    }

    /** The request's message. */
    public byte[] body() {
        return body;
    }

    public Deadline deadline() {
        return deadline;
    }

    public void answer(MessageLite message) {
        int size = message.getSerializedSize();
        var framed = new byte[PREFIX_BYTES + size];
        ByteBuffer.wrap(framed).put((byte) 0).putInt(size);
        try {
            message.writeTo(CodedOutputStream.newInstance(framed, PREFIX_BYTES, size));
        } catch (IOException impossible) {
            throw new UncheckedIOException("A message did not fit its own size", impossible);
        }
        connection.answer(new GrpcAnswer(stream, framed, 0, ""));
    }

    /** @param code of gRPC, not 0 */
    public void refuse(int code, String message) {
        connection.answer(new GrpcAnswer(stream, null, code, message));
    }
}
