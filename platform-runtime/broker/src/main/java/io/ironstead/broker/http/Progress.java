package io.ironstead.broker.http;

import io.netty.channel.Channel;

/** Tells whether somebody has stopped taking what is written to him. */
final class Progress {
    private long lastSeen;
    private long movedAt;

    boolean stuck(Channel channel, long now, long nanosMax) {
        var buffer = channel.unsafe().outboundBuffer();
        if (buffer == null || buffer.isEmpty()) {
            movedAt = now;
            return false;
        }
        long seen = 31 * (31 * buffer.totalPendingWriteBytes() + buffer.size()) + buffer.currentProgress();
        if (seen != lastSeen || movedAt == 0) {
            lastSeen = seen;
            movedAt = now;
        }
        return now - movedAt > nanosMax;
    }
}
