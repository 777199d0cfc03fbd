package io.ironstead.files.content;

import java.nio.file.Path;

/**
 * A sealed content that has been written out on this disk, and that nothing refers to yet.
 *
 * @param file not yet forced to the disk
 * @param sealedBytes its length
 */
public record Draft(ContentId id, Path file, long sealedBytes) {}
