package io.ironstead.couch.embedded;

import io.ironstead.couch.Revision;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import tools.jackson.core.io.JsonStringEncoder;

/** An answer being written: JSON as bytes, so that stored documents pass through without being parsed again. */
final class JsonBuffer extends ByteArrayOutputStream {
    private static final JsonStringEncoder QUOTES = JsonStringEncoder.getInstance();

    JsonBuffer() {
        super(512);
    }

    /** Appends text that is JSON already, ASCII only. */
    JsonBuffer raw(String json) {
        writeBytes(json.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    JsonBuffer raw(byte[] json) {
        writeBytes(json);
        return this;
    }

    JsonBuffer string(String text) {
        write('"');
        writeBytes(QUOTES.quoteAsUTF8(text));
        write('"');
        return this;
    }

    JsonBuffer revision(Revision revision) {
        return string(revision.toString());
    }

    JsonBuffer revisions(Collection<Revision> revisions) {
        write('[');
        String separator = "";
        for (Revision revision : revisions) {
            raw(separator).revision(revision);
            separator = ",";
        }
        write(']');
        return this;
    }
}
