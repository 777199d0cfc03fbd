package io.ironstead.instances.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** The end of a rotated pair of files, read backwards, so that a long file costs no more than what is wanted of it. */
public final class FileEnd {
    private static final int BLOCK = 64 * 1024;

    private FileEnd() {}

    /**
     * The last {@code linesMax} lines of both files together, oldest first, from at most {@code bytesMax} bytes. The
     * newest file counts up to {@code newestSize} only.
     */
    public static List<String> lines(List<FileChannel> newestFirst, long newestSize, int linesMax, long bytesMax)
            throws IOException {
        var found = new ArrayDeque<String>();
        long left = bytesMax;
        for (var channel : newestFirst) {
            if (found.size() >= linesMax || left <= 0) {
                break;
            }
            long size = channel == newestFirst.getFirst() ? newestSize : channel.size();
            left -= prepend(channel, size, linesMax, left, found);
        }
        return new ArrayList<>(found);
    }

    private static long prepend(FileChannel channel, long size, int linesMax, long bytesMax, Deque<String> found)
            throws IOException {
        long from = Math.max(0, size - bytesMax);
        long position = size;
        var carried = new byte[0];
        while (position > from && found.size() < linesMax) {
            int length = (int) Math.min(BLOCK, position - from);
            position -= length;
            var block = new ByteArrayOutputStream(length + carried.length);
            block.writeBytes(bytes(channel, position, length));
            block.writeBytes(carried);
            carried = takeLines(block.toByteArray(), linesMax, found);
        }
        if (position == 0 && carried.length > 0 && found.size() < linesMax) {
            found.addFirst(new String(carried, StandardCharsets.UTF_8));
        }
        return size - position;
    }

    /** Moves whole lines from the end of {@code block} to {@code found}; returns what comes before the first of them. */
    private static byte[] takeLines(byte[] block, int linesMax, Deque<String> found) {
        int end = block.length;
        if (end > 0 && block[end - 1] == '\n') {
            end--;
        }
        for (int at = end - 1; at >= 0; at--) {
            if (block[at] == '\n') {
                if (found.size() >= linesMax) {
                    return new byte[0];
                }
                found.addFirst(new String(block, at + 1, end - at - 1, StandardCharsets.UTF_8));
                end = at;
            }
        }
        return Arrays.copyOf(block, end);
    }

    private static byte[] bytes(FileChannel channel, long position, int length) throws IOException {
        var buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining() && channel.read(buffer, position + buffer.position()) > 0) {
            continue;
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }
}
