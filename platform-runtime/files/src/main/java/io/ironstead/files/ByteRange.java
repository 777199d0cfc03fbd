package io.ironstead.files;

/**
 * Which bytes of a content. Both bounds are clipped to what there is, so a range may hold less than was asked, or nothing.
 *
 * @param first 0 is the first byte
 * @param length number of bytes, or {@link Long#MAX_VALUE} for all that follow
 */
public record ByteRange(long first, long length) {
    public static final ByteRange ALL = new ByteRange(0, Long.MAX_VALUE);

    /** @throws IllegalArgumentException when a number is negative */
    public ByteRange {
        if (first < 0 || length < 0) {
            throw new IllegalArgumentException("A range of bytes has no negative numbers");
        }
    }

    /** This range within a content of {@code size} bytes. */
    public ByteRange within(long size) {
        long start = Math.min(first, size);
        return new ByteRange(start, Math.min(length, size - start));
    }
}
