package io.ironstead.datastore.wire.v1.net;

import io.ironstead.model.Deadline;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** One stream's request while it comes in: a prefix of five bytes, then the message. */
final class GrpcStream {
    /** What became of the bytes that came in. */
    enum Intake {
        GOOD,
        TOO_LARGE,
        NO_ROOM,
        MALFORMED
    }

    final String path;
    final Deadline deadline;
    final @Nullable String encoding;
    final long openedAt = System.nanoTime();

    private final Budget budget;
    private final int bytesMax;
    private final byte[] prefix = new byte[GrpcCall.PREFIX_BYTES];
    private int prefixFilled;
    private byte @Nullable [] message;
    private int filled;
    private long reserved;

    GrpcStream(String path, Deadline deadline, @Nullable String encoding, Budget budget, int bytesMax) {
        this.path = path;
        this.deadline = deadline;
        this.encoding = encoding;
        this.budget = budget;
        this.bytesMax = bytesMax;
    }

    Intake take(ByteBuf data) {
        while (data.isReadable()) {
            byte[] target = message;
            if (target == null) {
                prefix[prefixFilled++] = data.readByte();
                if (prefixFilled == GrpcCall.PREFIX_BYTES) {
                    var opened = open();
                    if (opened != Intake.GOOD) {
                        return opened;
                    }
                }
            } else {
                int part = Math.min(data.readableBytes(), target.length - filled);
                if (part == 0) {
                    // A second message, or more than the prefix said.
                    return Intake.MALFORMED;
                }
                data.readBytes(target, filled, part);
                filled += part;
            }
        }
        return Intake.GOOD;
    }

    private Intake open() {
        int length = (prefix[1] & 0xff) << 24 | (prefix[2] & 0xff) << 16 | (prefix[3] & 0xff) << 8 | (prefix[4] & 0xff);
        if (prefix[0] != 0 && prefix[0] != 1) {
            return Intake.MALFORMED;
        }
        if (length < 0 || length > bytesMax) {
            return Intake.TOO_LARGE;
        }
        if (!reserve(length)) {
            return Intake.NO_ROOM;
        }
        message = new byte[length];
        return Intake.GOOD;
    }

    boolean compressed() {
        return prefix[0] == 1;
    }

    /** The whole message; null while some is missing. */
    byte @Nullable [] message() {
        byte[] whole = message;
        return whole != null && filled == whole.length ? whole : null;
    }

    /** Counts further bytes of this request. */
    boolean reserve(long bytes) {
        boolean room = budget.take(bytes);
        reserved += room ? bytes : 0;
        return room;
    }

    /** The request's bytes count no longer. */
    void forget() {
        budget.giveBack(reserved);
        reserved = 0;
    }
}
