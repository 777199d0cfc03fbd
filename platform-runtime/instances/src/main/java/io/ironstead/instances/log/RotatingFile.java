package io.ironstead.instances.log;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** A file that is set aside when it is full, replacing the one set aside before: two files of at most {@code bytesMax}. */
public final class RotatingFile implements AutoCloseable {
    private final Path file;
    private final long bytesMax;
    private OutputStream out;
    private long size;

    public RotatingFile(Path file, long bytesMax) throws IOException {
        this.file = file;
        this.bytesMax = bytesMax;
        Files.createDirectories(file.toAbsolutePath().getParent());
        out = open();
        size = Files.size(file);
    }

    private OutputStream open() throws IOException {
        return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Appends {@code bytes}, whole lines, which never get divided between two files. */
    public synchronized void append(byte[] bytes, int length) throws IOException {
        if (size > 0 && size + length > bytesMax) {
            out.close();
            Files.move(file, older(file), StandardCopyOption.REPLACE_EXISTING);
            out = open();
            size = 0;
        }
        out.write(bytes, 0, length);
        size += length;
    }

    static Path older(Path file) {
        return file.resolveSibling(file.getFileName() + ".1");
    }

    /** Both files as they are now, the newer first. They stay readable when the file is rotated meanwhile. */
    public static List<FileChannel> read(Path file) throws IOException {
        var channels = new ArrayList<FileChannel>();
        for (var each : List.of(file, older(file))) {
            if (Files.exists(each)) {
                channels.add(FileChannel.open(each, StandardOpenOption.READ));
            }
        }
        return channels;
    }

    public static void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
        Files.deleteIfExists(older(file));
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }
}
