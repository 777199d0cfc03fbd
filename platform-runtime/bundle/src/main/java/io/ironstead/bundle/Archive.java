package io.ironstead.bundle;

import io.ironstead.model.control.DesiredVersion.ArchiveKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Walks through an archive file entry by entry, whatever its format, with every name checked. */
interface Archive {

    /** One file, folder or link. {@code target} is only set for links: a checked path inside the archive. */
    record Entry(String path, Type type, boolean executable, String target) {}

    /** What an entry is; devices, pipes and the like are refused before a visitor sees them. */
    enum Type {
        FILE,
        FOLDER,
        LINK
    }

    /** Called once an entry; {@code bytes} is empty for folders and links, and only valid during the call. */
    @FunctionalInterface
    interface Visitor {
        void visit(Entry entry, InputStream bytes) throws IOException, BadBundleException;
    }

    /** The format that the first bytes tell; a ZIP with {@code WEB-INF} is a WAR, which only its content tells. */
    ArchiveKind kind();

    /**
     * Visits every entry in the archive's order.
     *
     * @throws BadBundleException when an entry breaks a rule, or the file is not a whole archive
     * <p>A visitor tells failures of its own disk as {@link Meter.DiskFailure}; every other IOException it lets
     * through is taken for a damaged archive.
     *
     * @throws IOException when this machine's disk fails
     */
    void walk(Visitor visitor) throws IOException, BadBundleException;

    /** Tells the format by the first bytes, never by the name. */
    static Archive open(Path file, BundleLimits limits) throws IOException, BadBundleException {
        if (Files.size(file) > limits.archiveBytesMax()) {
            throw new BadBundleException(
                    "The archive is larger than " + (limits.archiveBytesMax() >> 20) + " MiB",
                    "Leave large files out, for example by a .gcloudignore.");
        }
        byte[] head = new byte[4];
        int read;
        try (var in = Files.newInputStream(file)) {
            read = in.readNBytes(head, 0, head.length);
        }
        if (read >= 2 && (head[0] & 0xff) == 0x1f && (head[1] & 0xff) == 0x8b) {
            return new TarGzArchive(file, limits);
        }
        if (read == 4 && head[0] == 'P' && head[1] == 'K' && (head[2] == 3 || head[2] == 5)) {
            return new ZipArchive(file, limits);
        }
        throw new BadBundleException(
                read == 0 ? "The archive is empty" : "This is neither a zip, a war nor a tar.gz",
                "Upload a .zip, .war or .tar.gz of the application's folder.");
    }
}
