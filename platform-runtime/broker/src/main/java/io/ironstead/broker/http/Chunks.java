package io.ironstead.broker.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;

/** Writes bodies whose length is not known, as HTTP/1.1 frames them. */
final class Chunks {
    /** Up to here a copy costs less than a further piece to write. */
    private static final int COPY_MAX = 4 << 10;

    private static final ByteBuf LINE_END = Unpooled.unreleasableBuffer(
                    Unpooled.directBuffer(2, 2).writeByte('\r').writeByte('\n'))
            .asReadOnly();
    private static final ByteBuf LAST = Unpooled.unreleasableBuffer(
                    Unpooled.directBuffer(5, 5).writeBytes(Ascii.bytes("0\r\n\r\n")))
            .asReadOnly();

    private Chunks() {}

    /** Takes over {@code part}, which is not empty. */
    static void write(Channel to, ByteBuf part) {
        int length = part.readableBytes();
        boolean copied = length <= COPY_MAX;
        var line = to.alloc().directBuffer(copied ? length + 12 : 10);
        Ascii.writeHex(line, length);
        line.writeByte('\r').writeByte('\n');
        if (copied) {
            line.writeBytes(part).writeByte('\r').writeByte('\n');
            part.release();
            to.write(line, to.voidPromise());
        } else {
            to.write(line, to.voidPromise());
            to.write(part, to.voidPromise());
            to.write(LINE_END.duplicate(), to.voidPromise());
        }
    }

    static void writeLast(Channel to, HttpHeaders trailers) {
        if (trailers.isEmpty()) {
            to.write(LAST.duplicate(), to.voidPromise());
            return;
        }
        var lines = to.alloc().directBuffer(256);
        lines.writeByte('0').writeByte('\r').writeByte('\n');
        var all = trailers.iteratorCharSequence();
        while (all.hasNext()) {
            var trailer = all.next();
            if (!HeaderRules.stopsTrailer(trailer.getKey())) {
                Heads.writeLine(lines, trailer.getKey(), trailer.getValue());
            }
        }
        lines.writeByte('\r').writeByte('\n');
        to.write(lines, to.voidPromise());
    }
}
