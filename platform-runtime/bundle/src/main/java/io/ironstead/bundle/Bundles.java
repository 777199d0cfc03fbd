package io.ironstead.bundle;

import io.ironstead.bundle.descriptor.DescriptorException;
import io.ironstead.bundle.descriptor.Descriptors;
import io.ironstead.model.control.DesiredVersion.ArchiveKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Checks and unpacks application archives. Nothing is ever held in memory whole but the small descriptor files. */
public final class Bundles {
    private Bundles() {}

    /**
     * Reads the whole archive once.
     *
     * @throws IOException when this machine cannot read the file; whatever the archive does wrong is returned
     */
    public static CheckResult check(Path archive, BundleLimits limits) throws IOException {
        try {
            var opened = Archive.open(archive, limits);
            var contents = Contents.of(opened);
            if (contents.paths().isEmpty()) {
                throw new BadBundleException("The archive holds no file", "Put the application's files into it.");
            }
            var ignore = IgnoreRules.of(contents);
            contents.links(ignore, limits);
            var described = Descriptors.read(contents.without(ignore));
            int files = (int) contents.paths().stream()
                    .filter(path -> !ignore.leavesOut(path))
                    .count();
            var kind = opened.kind() == ArchiveKind.ZIP && contents.has("WEB-INF/web.xml")
                    ? ArchiveKind.WAR
                    : opened.kind();
            return new CheckResult.Checked(described.app(), kind, described.version(), files, described.warnings());
        } catch (BadBundleException refused) {
            return new CheckResult.Rejected(refused.getMessage(), refused.advice());
        } catch (DescriptorException refused) {
            return new CheckResult.Rejected(refused.getMessage(), refused.advice());
        } catch (UncheckedIOException disk) {
            throw disk.getCause();
        }
    }

    /**
     * Unpacks an archive into {@code folder}, which must not exist; it appears whole or not at all.
     *
     * @throws BadBundleException when the archive breaks a rule; nothing is left behind
     * @throws IOException when the disk fails; nothing is left behind
     */
    public static void unpack(Path archive, Path folder, BundleLimits limits) throws IOException, BadBundleException {
        var opened = Archive.open(archive, limits);
        var contents = Contents.of(opened);
        var ignore = IgnoreRules.of(contents);
        new Unpacker(contents, ignore, contents.links(ignore, limits), folder).unpack(opened);
    }
}
