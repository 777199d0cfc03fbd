package io.ironstead.services.api;

import io.ironstead.model.Deadline;
import io.ironstead.services.RpcCode;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A call while its bytes come in. One that is too large, or for which there is no memory, is read to its end and
 * dropped: SDKs take any answer but a plain 200 for a broken server. Used by one thread at a time.
 */
final class IncomingCall {
    private static final int FIRST_BYTES = 4096;
    private static final int DROPPED_FACTOR_MAX = 4;

    private final Gathered gathered;
    private final int max;
    private final Deadline deadline;
    private final boolean keepAlive;
    private byte[] buffer = new byte[0];
    private int length;
    private long dropped;
    private int held;
    private @Nullable Refusal refusal;

    /** Why a call is not served although its bytes are all there. */
    record Refusal(RpcCode code, String detail) {}

    /** @param told its length as its head tells; -1: not told */
    IncomingCall(Gathered gathered, int max, long told, Deadline deadline, boolean keepAlive) {
        this.gathered = gathered;
        this.max = max;
        this.deadline = deadline;
        this.keepAlive = keepAlive;
        if (told > 0) {
            grow(told);
        }
    }

    void add(ByteBuf part) {
        int more = part.readableBytes();
        if (more == 0) {
            return;
        }
        if (refusal == null && more > buffer.length - length) {
            grow(Math.max(length + (long) more, Math.min(Math.max(FIRST_BYTES, buffer.length * 2L), max)));
        }
        if (refusal != null) {
            dropped += more;
            return;
        }
        part.readBytes(buffer, length, more);
        length += more;
    }

    private void grow(long size) {
        if (size > max) {
            drop(new Refusal(RpcCode.REQUEST_TOO_LARGE, "The request is larger than " + max + " bytes."));
        } else if (!gathered.take((int) size - buffer.length)) {
            drop(new Refusal(RpcCode.OVER_QUOTA, "This node has too many large calls at once; try again in a moment."));
        } else {
            held = (int) size;
            buffer = Arrays.copyOf(buffer, held);
        }
    }

    private void drop(Refusal why) {
        refusal = why;
        release();
    }

    /** Gives its memory back; again does nothing. */
    void release() {
        gathered.give(held);
        held = 0;
        buffer = new byte[0];
        dropped += length;
        length = 0;
    }

    /** So much was dropped that an answer is not worth reading on. */
    boolean isHopeless() {
        return dropped > (long) max * DROPPED_FACTOR_MAX;
    }

    byte[] bytes() {
        return length == buffer.length ? buffer : Arrays.copyOf(buffer, length);
    }

    Deadline deadline() {
        return deadline;
    }

    boolean keepAlive() {
        return keepAlive;
    }

    @Nullable
    Refusal refusal() {
        return refusal;
    }
}
