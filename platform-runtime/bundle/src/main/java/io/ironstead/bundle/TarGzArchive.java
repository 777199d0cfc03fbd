package io.ironstead.bundle;

import io.ironstead.model.control.DesiredVersion.ArchiveKind;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** A tar packed with gzip, read once from front to back. */
final class TarGzArchive implements Archive {
    private final Path file;
    private final BundleLimits limits;

    TarGzArchive(Path file, BundleLimits limits) {
        this.file = file;
        this.limits = limits;
    }

    @Override
    public ArchiveKind kind() {
        return ArchiveKind.TAR_GZ;
    }

    @Override
    public void walk(Visitor visitor) throws IOException, BadBundleException {
        var meter = new Meter(limits, Files.size(file));
        var seen = new HashSet<String>();
        // Metered below the tar too: a bomb may hide in what the tar reader skips.
        try (var raw = new BufferedInputStream(Files.newInputStream(file));
                var gzip = GzipCompressorInputStream.builder()
                        .setInputStream(raw)
                        .setDecompressConcatenated(true)
                        .get();
                var tar = new TarArchiveInputStream(meter.counted(gzip))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                meter.countEntry();
                visit(tar, entry, seen, visitor);
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

    private void visit(TarArchiveInputStream tar, TarArchiveEntry entry, HashSet<String> seen, Visitor visitor)
            throws IOException, BadBundleException {
        var path = EntryPath.checked(entry.getName(), limits);
        if (path.isEmpty() || entry.isPaxHeader() || entry.isGlobalPaxHeader()) {
            return;
        }
        if (!entry.isDirectory() && !seen.add(path)) {
            throw new BadBundleException(
                    "The archive holds " + EntryPath.shown(path) + " twice", "Make the archive again from the folder.");
        }
        if (entry.isDirectory()) {
            visitor.visit(new Entry(path, Type.FOLDER, false, ""), InputStream.nullInputStream());
        } else if (entry.isSymbolicLink()) {
            var target = EntryPath.linkTarget(path, entry.getLinkName(), limits);
            visitor.visit(new Entry(path, Type.LINK, false, target), InputStream.nullInputStream());
        } else if (entry.isLink()) {
            // A hard link names its target from the archive's root.
            var target = EntryPath.checked(entry.getLinkName(), limits);
            visitor.visit(new Entry(path, Type.LINK, false, target), InputStream.nullInputStream());
        } else if (isPlainFile(entry) && tar.canReadEntryData(entry)) {
            visitor.visit(new Entry(path, Type.FILE, (entry.getMode() & 0111) != 0, ""), tar);
        } else {
            throw new BadBundleException(
                    "The archive holds " + EntryPath.shown(path) + ", which is neither file, folder nor link",
                    "Leave devices, pipes and sockets out of the archive.");
        }
    }

    /** The library calls everything a file that is no folder. */
    private static boolean isPlainFile(TarArchiveEntry entry) {
        return entry.isFile() && !entry.isCharacterDevice() && !entry.isBlockDevice() && !entry.isFIFO();
    }

    private static BadBundleException damaged() {
        return new BadBundleException("The archive is damaged or not complete", "Make it again and upload it again.");
    }
}
