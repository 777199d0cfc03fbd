package io.ironstead.bundle;

import io.ironstead.model.control.DesiredVersion.ArchiveKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * A zip by its central directory. Entries that share bytes (the overlapping kind of bomb), that their own headers name
 * otherwise, that do not match their checksum, or that are encrypted are refused.
 */
final class ZipArchive implements Archive {
    private static final int LOCAL_HEADER = 0x04034b50;
    private static final int LOCAL_HEADER_BYTES = 30;

    private final Path file;
    private final BundleLimits limits;

    ZipArchive(Path file, BundleLimits limits) {
        this.file = file;
        this.limits = limits;
    }

    @Override
    public ArchiveKind kind() {
        return ArchiveKind.ZIP;
    }

    @Override
    public void walk(Visitor visitor) throws IOException, BadBundleException {
        var meter = new Meter(limits, Files.size(file));
        try (var zip = ZipFile.builder()
                .setPath(file)
                .setCharset(StandardCharsets.UTF_8)
                .get()) {
            var entries = Collections.list(zip.getEntries());
            if (entries.size() > limits.filesMax()) {
                throw new BadBundleException(
                        "The archive holds more than " + limits.filesMax() + " files",
                        "Leave out what the application does not need, for example by a .gcloudignore.");
            }
            checkHeaders(entries);
            var seen = new HashSet<String>();
            for (var entry : entries) {
                meter.countEntry();
                visit(zip, entry, meter, seen, visitor);
            }
        } catch (Meter.TooMuch tooMuch) {
            throw tooMuch.asRefusal();
        } catch (Meter.DiskFailure disk) {
            throw disk.getCause();
        } catch (IOException | IllegalArgumentException broken) {
            // The library has no type of its own for a broken archive; our disk's failures came out above.
            throw damaged();
        }
    }

    private void visit(ZipFile zip, ZipArchiveEntry entry, Meter meter, HashSet<String> seen, Visitor visitor)
            throws IOException, BadBundleException {
        var path = EntryPath.checked(entry.getName(), limits);
        if (path.isEmpty()) {
            return;
        }
        if (entry.getGeneralPurposeBit().usesEncryption()) {
            throw new BadBundleException(
                    "The archive is encrypted at " + EntryPath.shown(path), "Make it again without a password.");
        }
        if (!entry.isDirectory() && !seen.add(path)) {
            throw new BadBundleException(
                    "The archive holds " + EntryPath.shown(path) + " twice", "Make the archive again from the folder.");
        }
        if (!zip.canReadEntryData(entry)) {
            throw new BadBundleException(
                    "The archive packs " + EntryPath.shown(path) + " in a way that is not supported",
                    "Make it again with the usual compression (deflate).");
        }
        if (entry.isDirectory()) {
            visitor.visit(new Entry(path, Type.FOLDER, false, ""), InputStream.nullInputStream());
        } else if (entry.isUnixSymlink()) {
            var target = EntryPath.linkTarget(path, linkText(zip, entry), limits);
            visitor.visit(new Entry(path, Type.LINK, false, target), InputStream.nullInputStream());
        } else {
            try (var bytes = new VerifiedEntry(zip.getInputStream(entry), entry.getSize(), entry.getCrc())) {
                boolean executable = (entry.getUnixMode() & 0111) != 0;
                visitor.visit(new Entry(path, Type.FILE, executable, ""), meter.counted(bytes));
            }
        }
    }

    /** The library would read a link's target to its end, however long that is. */
    private String linkText(ZipFile zip, ZipArchiveEntry entry) throws IOException, BadBundleException {
        try (var bytes = zip.getInputStream(entry)) {
            var text = bytes.readNBytes(limits.pathBytesMax() + 1);
            if (text.length > limits.pathBytesMax()) {
                throw damaged();
            }
            return new String(text, StandardCharsets.UTF_8);
        }
    }

    /** Each entry must have a header of its own that names it as the directory does, and bytes nobody else has. */
    private void checkHeaders(List<ZipArchiveEntry> entries) throws IOException, BadBundleException {
        var ranges = new ArrayList<>(entries);
        ranges.sort(Comparator.comparingLong(ZipArchiveEntry::getLocalHeaderOffset));
        try (var bytes = FileChannel.open(file)) {
            long end = 0;
            for (var entry : ranges) {
                long start = entry.getLocalHeaderOffset();
                var header = read(bytes, start, LOCAL_HEADER_BYTES);
                int nameBytes = Short.toUnsignedInt(header.getShort(26));
                int extraBytes = Short.toUnsignedInt(header.getShort(28));
                var name = read(bytes, start + LOCAL_HEADER_BYTES, nameBytes);
                if (start < end
                        || header.getInt(0) != LOCAL_HEADER
                        || !Arrays.equals(name.array(), entry.getRawName())
                        || entry.getCompressedSize() < 0
                        || entry.getCompressedSize() > bytes.size()) {
                    throw damaged();
                }
                end = start + LOCAL_HEADER_BYTES + nameBytes + extraBytes + entry.getCompressedSize();
            }
        }
    }

    private static ByteBuffer read(FileChannel file, long from, int length) throws IOException, BadBundleException {
        var bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        if (from < 0) {
            throw damaged();
        }
        while (bytes.hasRemaining()) {
            if (file.read(bytes, from + bytes.position()) < 0) {
                throw damaged();
            }
        }
        return bytes;
    }

    private static BadBundleException damaged() {
        return new BadBundleException("The archive is damaged or not complete", "Make it again and upload it again.");
    }
}
