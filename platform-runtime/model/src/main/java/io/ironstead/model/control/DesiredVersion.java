package io.ironstead.model.control;

import io.ironstead.model.Digest;
import io.ironstead.model.ServiceName;
import io.ironstead.model.VersionId;
import io.ironstead.model.app.AppDescriptor;

/**
 * One version as the console wants it.
 *
 * @param deploymentId of this upload, unique in the console; programs see it as {@code GAE_DEPLOYMENT_ID}
 * @param bundle the archive to fetch
 * @param archive its kind, because the digest does not tell
 * @param serving false: keep it built but run no instance and answer 404 on its own address
 * @param warm true: keep one instance ready although nobody asks (a deploy waits for it)
 */
public record DesiredVersion(
        ServiceName service,
        VersionId version,
        long deploymentId,
        Digest bundle,
        ArchiveKind archive,
        AppDescriptor app,
        boolean serving,
        boolean warm) {

    /** The archive formats a bundle may have. */
    public enum ArchiveKind {
        ZIP,
        TAR_GZ,
        WAR
    }
}
