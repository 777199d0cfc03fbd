package io.ironstead.bundle;

import io.ironstead.model.app.AppDescriptor;
import io.ironstead.model.control.DesiredVersion.ArchiveKind;
import java.util.List;
import java.util.Optional;

/** What came of checking an archive. */
public sealed interface CheckResult {

    /**
     * The archive can be run.
     *
     * @param version the version its descriptor names, where old descriptors still do
     * @param files that will be unpacked, without those that {@code .gcloudignore} leaves out
     * @param warnings sentences for the owner: what was ignored, what was assumed
     */
    record Checked(AppDescriptor app, ArchiveKind kind, Optional<String> version, int files, List<String> warnings)
            implements CheckResult {
        public Checked {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * The archive is refused.
     *
     * @param cause one sentence: what is wrong, with the file and line where there is one
     * @param advice one sentence: what to do about it
     */
    record Rejected(String cause, String advice) implements CheckResult {}
}
