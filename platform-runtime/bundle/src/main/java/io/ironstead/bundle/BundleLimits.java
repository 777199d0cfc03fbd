package io.ironstead.bundle;

/**
 * How large and how odd an archive may be.
 *
 * @param archiveBytesMax the file itself
 * @param unpackedBytesMax all files together
 * @param filesMax entries, folders included
 * @param ratioMax unpacked to packed bytes, looked at once more than {@code ratioFreeBytes} came out
 * @param nameBytesMax one path segment in UTF-8
 * @param pathBytesMax a whole path in UTF-8
 * @param depthMax segments of a path
 */
public record BundleLimits(
        long archiveBytesMax,
        long unpackedBytesMax,
        int filesMax,
        int ratioMax,
        long ratioFreeBytes,
        int nameBytesMax,
        int pathBytesMax,
        int depthMax) {
    private static final long GIB = 1L << 30;

    /** 2 GiB packed, 8 GiB unpacked, 100,000 files, 200 times its size. */
    public static final BundleLimits DEFAULT =
            new BundleLimits(2 * GIB, 8 * GIB, 100_000, 200, 16L << 20, 255, 4_096, 64);
}
