package io.ironstead.files.content;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The name of one content: made by chance for each put and never used again, so that what was cached or keyed under it
 * can never be another's. It is no secret and says nothing.
 */
public record ContentId(@JsonValue String hex) {
    private static final SecureRandom RANDOM = new SecureRandom();

    /** @throws IllegalArgumentException unless it is 32 lower-case hexadecimal digits */
    @JsonCreator
    public ContentId {
        if (!hex.matches("[0-9a-f]{32}")) {
            throw new IllegalArgumentException("The id of a content is 32 lower-case hexadecimal digits");
        }
    }

    public static ContentId fresh() {
        var bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return new ContentId(HexFormat.of().formatHex(bytes));
    }

    @Override
    public String toString() {
        return hex;
    }
}
