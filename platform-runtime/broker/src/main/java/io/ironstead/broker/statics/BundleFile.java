package io.ironstead.broker.statics;

import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A file of a bundle, which never changes.
 *
 * @param etag strong, without quotes; the same on every node
 * @param modified whole seconds
 * @param gzip null: there is no such form, or it is no smaller
 */
public record BundleFile(
        String etag,
        Instant modified,
        Form identity,
        @Nullable Form gzip,
        @Nullable Form brotli) {

    /**
     * One way to send it.
     *
     * @param bytes all of it, when it is small
     * @param path where else it is
     */
    public record Form(long size, byte @Nullable [] bytes, Path path) {}

    /** What keeping it in memory costs. */
    long weight() {
        return 512 + weight(identity) + weight(gzip) + weight(brotli);
    }

    private static long weight(@Nullable Form form) {
        return form == null || form.bytes() == null ? 0 : form.bytes().length;
    }
}
