package io.ironstead.model.control;

/**
 * How a node keeps stored files.
 *
 * @param store in one word: {@code disk} while they are on that machine's disk only, {@code grid}
 * @param sentence for people: where files are kept, and why not better
 */
public record FilesReport(String store, String sentence) {}
