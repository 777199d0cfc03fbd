package io.ironstead.instances.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Reads what a program writes and passes it on as lines. A program that floods loses lines, and learns nothing of it
 * but this: above {@value #READ_MAX} bytes a second its writes have to wait. Runs on a thread of its own.
 */
public final class OutputReader implements Runnable {
    private static final int LINE_MAX = 8 * 1024;
    private static final int LINES_MAX = 2000;
    private static final int KEPT_MAX = 1 << 20;
    private static final int READ_MAX = 16 << 20;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final InputStream from;
    private final Consumer<List<String>> to;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    private List<String> batch = new ArrayList<>();
    private long second = System.nanoTime();
    private int lines;
    private int kept;
    private int read;
    private long dropped;

    /** @param to takes lines without their ends, those that arrived together in one list */
    public OutputReader(InputStream from, Consumer<List<String>> to) {
        this.from = from;
        this.to = to;
    }

    /** Reads until the program and all its children have closed their side. */
    @Override
    public void run() {
        var buffer = new byte[16 * 1024];
        try (from) {
            int length = from.read(buffer);
            while (length >= 0) {
                split(buffer, length);
                flush();
                holdBack(length);
                length = from.read(buffer);
            }
        } catch (IOException closed) {
            // The pipe was closed under us because the program was killed: what was read so far is all there is.
            batch.add("(output ends here)");
        }
        if (line.size() > 0) {
            endLine();
        }
        tellDropped();
        flush();
    }

    private void split(byte[] buffer, int length) {
        int from = 0;
        for (int at = 0; at < length; at++) {
            if (buffer[at] == '\n') {
                add(buffer, from, at - from);
                endLine();
                from = at + 1;
            }
        }
        add(buffer, from, length - from);
    }

    private void add(byte[] buffer, int from, int length) {
        int room = LINE_MAX - line.size();
        line.write(buffer, from, Math.min(room, length));
    }

    private void endLine() {
        if (lines < LINES_MAX && kept < KEPT_MAX) {
            var text = line.toString(StandardCharsets.UTF_8);
            batch.add(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
            lines++;
            kept += line.size();
        } else {
            dropped++;
        }
        line.reset();
    }

    private void holdBack(int length) {
        read += length;
        long now = System.nanoTime();
        if (read > READ_MAX && now - second < SECOND) {
            LockSupport.parkNanos(SECOND - (now - second));
            now = System.nanoTime();
        }
        if (now - second >= SECOND) {
            second = now;
            lines = 0;
            kept = 0;
            read = 0;
            tellDropped();
        }
    }

    private void tellDropped() {
        if (dropped > 0) {
            batch.add("(" + dropped + " lines left out: more than " + LINES_MAX + " lines or " + (KEPT_MAX >> 20)
                    + " MiB in a second)");
            dropped = 0;
        }
    }

    private void flush() {
        if (!batch.isEmpty()) {
            to.accept(batch);
            batch = new ArrayList<>();
        }
    }
}
