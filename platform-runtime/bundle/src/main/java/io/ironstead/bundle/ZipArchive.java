package io.ironstead.bundle;

import io.ironstead.model.control.DesiredVersion.ArchiveKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * A zip by its central directory. Entries that share bytes (the overlapping kind of bomb) or that are encrypted are
 * refused.
 */
final class ZipArchive implements Archive {
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
            refuseOverlaps(entries);
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
            if (entry.getSize() > limits.pathBytesMax()) {
                throw damaged();
            }
            var target = EntryPath.linkTarget(path, zip.getUnixSymlink(entry), limits);
            visitor.visit(new Entry(path, Type.LINK, false, target), InputStream.nullInputStream());
        } else {
            try (var bytes = zip.getInputStream(entry)) {
                boolean executable = (entry.getUnixMode() & 0111) != 0;
                visitor.visit(new Entry(path, Type.FILE, executable, ""), meter.counted(bytes));
            }
        }
    }

    private static void refuseOverlaps(List<ZipArchiveEntry> entries) throws BadBundleException {
        var ranges = new ArrayList<>(entries);
        ranges.sort((a, b) -> Long.compare(a.getLocalHeaderOffset(), b.getLocalHeaderOffset()));
        long end = -1;
        for (var entry : ranges) {
            if (entry.getLocalHeaderOffset() < end || entry.getCompressedSize() < 0) {
                throw damaged();
            }
            end = Math.addExact(entry.getLocalHeaderOffset() + 30, entry.getCompressedSize());
        }
    }

    private static BadBundleException damaged() {
        return new BadBundleException("The archive is damaged or not complete", "Make it again and upload it again.");
    }
}
