package io.ironstead.files;

/** How a put ended. In every case but {@link Stored} the store is as if nobody had asked. */
public sealed interface PutResult {

    /** The content is durable where {@link StoredFile#place} says, and every later read sees it. */
    record Stored(StoredFile file) implements PutResult {}

    /** The content has more bytes than the caller's terms allow. */
    record TooLarge(long bytesMax) implements PutResult {}

    /** The space would hold more than its quota. */
    record OverQuota(long quotaBytes) implements PutResult {}

    /** The file does not have the generation the terms name. @param generation it has; 0: there is no such file */
    record Changed(long generation) implements PutResult {}
}
