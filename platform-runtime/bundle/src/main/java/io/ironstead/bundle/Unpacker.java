package io.ironstead.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * Writes an archive's files to disk beside their final place, then moves them there in one step. Links become copies
 * of what they point at, so that nothing in the folder leads anywhere.
 */
final class Unpacker {
    private final Contents contents;
    private final IgnoreRules ignore;
    private final Path folder;
    private final Map<String, String> links;

    /** @param links what {@link Contents#links} made of the archive's links */
    Unpacker(Contents contents, IgnoreRules ignore, Map<String, String> links, Path folder) {
        this.contents = contents;
        this.ignore = ignore;
        this.links = links;
        this.folder = folder.toAbsolutePath();
    }

    void unpack(Archive archive) throws IOException, BadBundleException {
        Files.createDirectories(folder.getParent());
        var part = Files.createTempDirectory(folder.getParent(), ".unpack-");
        try {
            Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rwxr-xr-x"));
            archive.walk((entry, bytes) -> take(part, entry, bytes));
            copyLinks(part);
            Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            deleteTree(part);
        }
    }

    private void take(Path part, Archive.Entry entry, InputStream bytes) throws IOException, BadBundleException {
        if (entry.type() != Archive.Type.FILE || contents.isOutside(entry.path())) {
            return;
        }
        var path = entry.path().substring(contents.root().length());
        if (ignore.leavesOut(path)) {
            return;
        }
        var buffer = new byte[64 * 1024];
        try (var out = open(part, path)) {
            for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
                write(out, buffer, read);
            }
        }
        if (entry.executable()) {
            Files.setPosixFilePermissions(part.resolve(path), PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private static OutputStream open(Path part, String path) throws BadBundleException {
        try {
            return Files.newOutputStream(place(part, path), StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException clash) {
            throw clash(path);
        } catch (IOException disk) {
            throw new Meter.DiskFailure(disk);
        }
    }

    /** A full disk must not look like a damaged archive. */
    private static void write(OutputStream out, byte[] buffer, int length) {
        try {
            out.write(buffer, 0, length);
        } catch (IOException disk) {
            throw new Meter.DiskFailure(disk);
        }
    }

    private void copyLinks(Path part) throws IOException, BadBundleException {
        int root = contents.root().length();
        for (var link : links.entrySet()) {
            var from = part.resolve(link.getValue().substring(root));
            Files.copy(from, place(part, link.getKey().substring(root)), StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    private static Path place(Path part, String path) throws IOException, BadBundleException {
        var file = part.resolve(path).normalize();
        if (!file.startsWith(part)) {
            throw clash(path);
        }
        try {
            Files.createDirectories(file.getParent());
        } catch (FileAlreadyExistsException isFile) {
            throw clash(path);
        }
        return file;
    }

    static BadBundleException clash(String path) {
        return new BadBundleException(
                "The archive uses " + EntryPath.shown(path) + " both as a file and as a folder",
                "Make the archive again from the folder.");
    }

    private static void deleteTree(Path part) throws IOException {
        if (!Files.exists(part)) {
            return;
        }
        Files.walkFileTree(part, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(
                    Path directory, @org.jspecify.annotations.Nullable IOException broken) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
