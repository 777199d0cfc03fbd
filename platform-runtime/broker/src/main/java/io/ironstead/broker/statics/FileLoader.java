package io.ironstead.broker.statics;

import io.ironstead.broker.statics.BundleFile.Form;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Reads one file of a bundle. Nothing outside of the bundle's folder can be reached, by no path and no link. */
final class FileLoader {
    /** Up to here a file is kept in memory, and compressed when that is worth it. */
    private static final long SMALL = 512 << 10;

    private static final int WORTH_COMPRESSING = 256;
    private static final int ETAG_BYTES = 12;

    private FileLoader() {}

    static Optional<BundleFile> load(Path root, String bundle, String file) throws IOException {
        var path = inside(root, file);
        if (path.isEmpty()) {
            return Optional.empty();
        }
        var attributes = Files.readAttributes(path.get(), BasicFileAttributes.class);
        var identity = form(path.get(), attributes.size());
        var brotli = sibling(root, file, ".br");
        var gzip = sibling(root, file, ".gz");
        if (gzip == null && identity.bytes() != null && ContentTypes.isCompressible(ContentTypes.of(file))) {
            gzip = compressed(identity);
        }
        return Optional.of(new BundleFile(
                etag(identity, bundle, file),
                attributes.lastModifiedTime().toInstant().truncatedTo(ChronoUnit.SECONDS),
                identity,
                gzip,
                brotli));
    }

    /** The file's real path, when it is an ordinary file and really in the folder. */
    private static Optional<Path> inside(Path root, String file) throws IOException {
        if (file.endsWith("/")) {
            return Optional.empty();
        }
        try {
            var realRoot = root.toRealPath();
            var real = realRoot.resolve(file.startsWith("/") ? file.substring(1) : file)
                    .normalize();
            if (!real.startsWith(realRoot)) {
                return Optional.empty();
            }
            real = real.toRealPath();
            boolean served = real.startsWith(realRoot) && Files.isRegularFile(real);
            return served ? Optional.of(real) : Optional.empty();
        } catch (FileSystemException | InvalidPathException none) {
            // Nothing there, or a file where the path has a folder, a name too long, a link in a circle: nothing that
            // can be served.
            return Optional.empty();
        }
    }

    private static @Nullable Form sibling(Path root, String file, String ending) throws IOException {
        var path = inside(root, file + ending);
        return path.isEmpty() ? null : form(path.get(), Files.size(path.get()));
    }

    private static Form form(Path path, long size) throws IOException {
        if (size > SMALL) {
            return new Form(size, null, path);
        }
        var bytes = Files.readAllBytes(path);
        return new Form(bytes.length, bytes, path);
    }

    private static @Nullable Form compressed(Form identity) throws IOException {
        var bytes = identity.bytes();
        if (bytes == null || bytes.length < WORTH_COMPRESSING) {
            return null;
        }
        var out = new ByteArrayOutputStream(bytes.length / 2);
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        var smaller = out.toByteArray();
        return smaller.length < bytes.length ? new Form(smaller.length, smaller, identity.path()) : null;
    }

    /** By content where that is at hand, so that an unchanged file stays in visitors' caches; else by bundle and name. */
    private static String etag(Form identity, String bundle, String file) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            var bytes = identity.bytes();
            if (bytes != null) {
                digest.update(bytes);
            } else {
                digest.update((bundle + "\n" + file).getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest(), 0, ETAG_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256", impossible);
        }
    }
}
