package io.ironstead.cli.pack;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Packs a folder while another thread reads it. Links are followed as {@code gcloud} does, but never out of the folder:
 * what lies outside is not meant to be published.
 */
class FolderStream {
    private static final int PIPE_BYTES = 256 * 1024;

    private final Path folder;
    private volatile IOException failure = NONE;

    private static final IOException NONE = new IOException("none");

    FolderStream(Path folder) {
        this.folder = folder;
    }

    InputStream start() throws IOException {
        var rules = IgnoreRules.of(folder);
        var sink = new PipedOutputStream();
        var source = new FailingInputStream(sink);
        Thread.ofVirtual().name("pack-folder").start(() -> pack(rules, sink));
        return source;
    }

    private void pack(IgnoreRules rules, OutputStream sink) {
        try (var tar = new TarArchiveOutputStream(new GZIPOutputStream(sink))) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            walk(new Packing(rules, tar, folder.toRealPath()));
        } catch (IOException broken) {
            failure = broken;
            closeQuietly(sink);
        }
    }

    /** Tells of a failure before the archive is closed, which to the reader looks like its regular end. */
    private void walk(Packing packing) throws IOException {
        try {
            Files.walkFileTree(folder, Set.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, packing);
        } catch (IOException broken) {
            failure = broken;
            throw broken;
        }
    }

    private static void closeQuietly(OutputStream sink) {
        try {
            sink.close();
        } catch (IOException readerIsGone) {
            // The reader has its own reason by then.
        }
    }

    private final class Packing extends SimpleFileVisitor<Path> {
        private final IgnoreRules rules;
        private final TarArchiveOutputStream tar;
        private final Path realFolder;

        private Packing(IgnoreRules rules, TarArchiveOutputStream tar, Path realFolder) {
            this.rules = rules;
            this.tar = tar;
            this.realFolder = realFolder;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
            if (directory.equals(folder)) {
                return FileVisitResult.CONTINUE;
            }
            if (rules.ignores(nameOf(directory), true)) {
                return FileVisitResult.SKIP_SUBTREE;
            }
            requireInside(directory);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            var name = nameOf(file);
            if (rules.ignores(name, false)) {
                return FileVisitResult.CONTINUE;
            }
            requireInside(file);
            if (!attributes.isRegularFile()) {
                throw new IOException(name + " is neither a file nor a folder");
            }
            var entry = new TarArchiveEntry(name);
            entry.setSize(attributes.size());
            entry.setModTime(attributes.lastModifiedTime());
            entry.setMode(Files.isExecutable(file) ? 0755 : 0644);
            tar.putArchiveEntry(entry);
            Files.copy(file, tar);
            tar.closeArchiveEntry();
            return FileVisitResult.CONTINUE;
        }

        private void requireInside(Path path) throws IOException {
            if (!path.toRealPath().startsWith(realFolder)) {
                throw new IOException(
                        nameOf(path) + " is a link out of the folder; remove it or list it in .gcloudignore");
            }
        }

        private String nameOf(Path path) {
            return folder.relativize(path).toString();
        }
    }

    /** Gives the packer's reason instead of a clean end, so that half an archive is never taken for a whole one. */
    private final class FailingInputStream extends PipedInputStream {
        private FailingInputStream(PipedOutputStream sink) throws IOException {
            super(sink, PIPE_BYTES);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            var read = super.read(buffer, offset, length);
            if (read < 0 && failure != NONE) {
                throw new IOException(failure.getMessage(), failure);
            }
            return read;
        }
    }
}
