package io.ironstead.datastore.wire.v1;

import com.google.protobuf.ByteString;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Problem;
import io.ironstead.datastore.TransactionId;
import io.ironstead.datastore.TransactionOptions;
import io.ironstead.datastore.codec.ValueCodec;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Transaction handles and options as messages. */
final class Transactions {
    private Transactions() {}

    static ByteString bytes(TransactionId id) {
        return ByteString.copyFrom(
                ByteBuffer.allocate(Long.BYTES).putLong(id.handle()).flip());
    }

    /** @throws DatastoreException for bytes that were never a handle */
    static TransactionId id(ByteString bytes) {
        if (bytes.isEmpty()) {
            throw RefusedException.invalid("a transaction cannot be the empty string.");
        }
        if (bytes.size() != Long.BYTES) {
            throw new DatastoreException(new Problem.NoTransaction(false));
        }
        return new TransactionId(bytes.asReadOnlyByteBuffer().getLong());
    }

    static TransactionOptions options(com.google.datastore.v1.TransactionOptions message) {
        if (message.hasReadOnly()) {
            var readOnly = message.getReadOnly();
            Optional<Long> time =
                    readOnly.hasReadTime() ? Optional.of(ValueCodec.micros(readOnly.getReadTime())) : Optional.empty();
            return new TransactionOptions(true, time, Optional.empty());
        }
        var previous = message.getReadWrite().getPreviousTransaction();
        return new TransactionOptions(
                false, Optional.empty(), previous.size() == Long.BYTES ? Optional.of(id(previous)) : Optional.empty());
    }
}
