package io.ironstead.files;

import java.util.Map;
import java.util.OptionalLong;

/**
 * On which terms content is stored.
 *
 * @param contentType as the caller wants it told back, at most 255 characters
 * @param metadata the caller's own words, at most 8 KiB in all
 * @param bytesMax more than this is refused while it streams
 * @param onlyIfGeneration the put happens only while the file has this generation; 0: only while there is no such file
 */
public record PutTerms(String contentType, Map<String, String> metadata, long bytesMax, OptionalLong onlyIfGeneration) {
    private static final int METADATA_CHARACTERS_MAX = 8 * 1024;

    public PutTerms {
        metadata = Map.copyOf(metadata);
        int characters = metadata.entrySet().stream()
                .mapToInt(entry -> entry.getKey().length() + entry.getValue().length())
                .sum();
        if (contentType.length() > 255 || characters > METADATA_CHARACTERS_MAX || bytesMax < 0) {
            throw new IllegalArgumentException(
                    "A content type has at most 255 characters, metadata at most 8 KiB, and a size is not negative");
        }
    }

    /** Of any generation and without metadata. */
    public static PutTerms upTo(long bytesMax, String contentType) {
        return new PutTerms(contentType, Map.of(), bytesMax, OptionalLong.empty());
    }

    public PutTerms onlyIf(long generation) {
        return new PutTerms(contentType, metadata, bytesMax, OptionalLong.of(generation));
    }
}
