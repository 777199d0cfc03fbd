package io.ironstead.cli.pack;

import io.ironstead.bundle.BadBundleException;
import io.ironstead.bundle.IgnoreRules;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Packs a folder while another thread reads it. Links are followed as {@code gcloud} does, but never out of the folder:
 * what lies outside is not meant to be published.
 */
class FolderStream {
    /** What {@code gcloud app deploy} would write into a missing {@code .gcloudignore}, and our own build folder. */
    private static final String USUALLY_LEFT_OUT = """
            .gcloudignore
            .git
            .gitignore
            __pycache__/
            *.pyc
            .venv/
            venv/
            node_modules/
            /target/
            """;

    private static final int PIPE_BYTES = 256 * 1024;

    private final Path folder;
    private final Pipe pipe = new Pipe(PIPE_BYTES);

    FolderStream(Path folder) {
        this.folder = folder;
    }

    /** Reading it fails with the packer's reason, so that half an archive is never taken for a whole one. */
    InputStream start() throws IOException {
        var rules = rules();
        Thread.ofVirtual().name("pack-folder").start(() -> pack(rules));
        return pipe.reader();
    }

    private IgnoreRules rules() throws IOException {
        try {
            return IgnoreRules.of(this::text, USUALLY_LEFT_OUT);
        } catch (BadBundleException broken) {
            throw new IOException(broken.getMessage(), broken);
        }
    }

    private Optional<String> text(String path) {
        var file = folder.resolve(path);
        try {
            return Files.isRegularFile(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(path + " cannot be read", unreadable);
        }
    }

    private void pack(IgnoreRules rules) {
        try (var tar = new TarArchiveOutputStream(new GZIPOutputStream(pipe.writer()))) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            walk(new Packing(rules, tar, folder.toRealPath()));
        } catch (IOException broken) {
            pipe.fail(broken);
        }
    }

    /** Tells of a failure before the archive is closed, which to the reader looks like its regular end. */
    private void walk(Packing packing) throws IOException {
        try {
            Files.walkFileTree(folder, Set.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, packing);
        } catch (IOException broken) {
            pipe.fail(broken);
            throw broken;
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
            if (rules.leavesOutFolder(nameOf(directory))) {
                return FileVisitResult.SKIP_SUBTREE;
            }
            requireInside(directory);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            var name = nameOf(file);
            if (rules.leavesOut(name)) {
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
}
