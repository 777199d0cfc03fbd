package io.ironstead.bundle;

import io.ironstead.model.control.DesiredVersion.ArchiveKind;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.zip.ZipException;
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
        } catch (ZipException | EOFException | IllegalArgumentException broken) {
            throw damaged();
        } catch (IOException broken) {
            // commons-compress has no type of its own for a broken tar; our disk's failures came out above.
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
            give(visitor, new Entry(path, Type.FOLDER, false, ""), InputStream.nullInputStream());
        } else if (entry.isSymbolicLink()) {
            var target = EntryPath.linkTarget(path, entry.getLinkName(), limits);
            give(visitor, new Entry(path, Type.LINK, false, target), InputStream.nullInputStream());
        } else if (entry.isLink()) {
            // A hard link names its target from the archive's root.
            var target = EntryPath.checked(entry.getLinkName(), limits);
            give(visitor, new Entry(path, Type.LINK, false, target), InputStream.nullInputStream());
        } else if (entry.isFile() && tar.canReadEntryData(entry)) {
            give(visitor, new Entry(path, Type.FILE, (entry.getMode() & 0111) != 0, ""), tar);
        } else {
            throw new BadBundleException(
                    "The archive holds " + EntryPath.shown(path) + ", which is neither file, folder nor link",
                    "Leave devices, pipes and sockets out of the archive.");
        }
    }

    private static void give(Visitor visitor, Entry entry, InputStream bytes) throws IOException, BadBundleException {
        visitor.visit(entry, bytes);
    }

    private static BadBundleException damaged() {
        return new BadBundleException("The archive is damaged or not complete", "Make it again and upload it again.");
    }
}
