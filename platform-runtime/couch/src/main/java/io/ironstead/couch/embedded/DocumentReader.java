package io.ironstead.couch.embedded;

import io.ironstead.couch.Revision;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads what clients send. A document's own members are copied token by token, numbers as their text, so that integers
 * beyond 2^53 and {@code 1.0} come back as they were sent.
 */
final class DocumentReader {
    private static final int DEPTH_MAX = 500;
    private static final int STRING_LENGTH_MAX = 64 * 1024 * 1024;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH_MAX)
                    .maxStringLength(STRING_LENGTH_MAX)
                    .build())
            .streamWriteConstraints(
                    StreamWriteConstraints.builder().maxNestingDepth(DEPTH_MAX).build())
            .build();

    private final int documentBytesMax;

    DocumentReader(int documentBytesMax) {
        this.documentBytesMax = documentBytesMax;
    }

    /** What is done with a parser over a request's body. */
    interface Reading<T> {
        T read(JsonParser parser);
    }

    /** Reads a whole body; broken JSON is a 400. */
    static <T> T read(byte[] body, Reading<T> reading) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body)) {
            parser.nextToken();
            T result = reading.read(parser);
            if (parser.nextToken() != null) {
                throw CouchError.badRequest("invalid UTF-8 JSON");
            }
            return result;
        } catch (JacksonException e) {
            throw CouchError.badRequest("invalid UTF-8 JSON");
        }
    }

    IncomingDocument document(byte[] body) {
        return read(body, this::document);
    }

    /** Reads the document the parser stands on and leaves it at the document's last token. */
    IncomingDocument document(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw CouchError.badRequest("Document must be a JSON object");
        }
        var special = new Special();
        var bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            out.writeStartObject();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                if (name.startsWith("_")) {
                    special.read(name, parser, out);
                } else {
                    out.writeName(name);
                    copy(parser, out);
                }
            }
            out.writeEndObject();
        }
        byte[] object = bytes.toByteArray();
        if (object.length > documentBytesMax) {
            throw CouchError.documentTooLarge(special.id == null ? "" : special.id);
        }
        byte[] members = java.util.Arrays.copyOfRange(object, 1, object.length - 1);
        return new IncomingDocument(special.id, special.path(), special.deleted, special.attachments, members);
    }

    static void copy(JsonParser parser, JsonGenerator out) {
        int depth = 0;
        do {
            JsonToken token = parser.currentToken();
            if (token == null) {
                throw CouchError.badRequest("invalid UTF-8 JSON");
            }
            switch (token) {
                case START_OBJECT -> {
                    out.writeStartObject();
                    depth++;
                }
                case START_ARRAY -> {
                    out.writeStartArray();
                    depth++;
                }
                case END_OBJECT -> {
                    out.writeEndObject();
                    depth--;
                }
                case END_ARRAY -> {
                    out.writeEndArray();
                    depth--;
                }
                case PROPERTY_NAME -> out.writeName(parser.currentName());
                case VALUE_STRING ->
                    out.writeString(parser.getStringCharacters(), parser.getStringOffset(), parser.getStringLength());
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> out.writeNumber(parser.getString());
                case VALUE_TRUE -> out.writeBoolean(true);
                case VALUE_FALSE -> out.writeBoolean(false);
                case VALUE_NULL -> out.writeNull();
                case VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE -> throw CouchError.badRequest("invalid UTF-8 JSON");
            }
            if (depth > 0) {
                parser.nextToken();
            }
        } while (depth > 0);
    }

    /** CouchDB's own members of the document being read. */
    private static final class Special {
        private @Nullable String id;
        private boolean deleted;
        private boolean attachments;
        private @Nullable Revision revision;
        private List<Revision> revisions = List.of();

        void read(String name, JsonParser parser, JsonGenerator out) {
            switch (name) {
                case "_id" -> {
                    if (parser.currentToken() != JsonToken.VALUE_STRING) {
                        throw CouchError.illegalId("Document id must be a string");
                    }
                    id = parser.getString();
                    DocumentIds.check(id);
                }
                case "_rev" -> {
                    if (parser.currentToken() != JsonToken.VALUE_STRING) {
                        throw CouchError.badRequest("Invalid rev format");
                    }
                    revision = revision(parser.getString());
                }
                case "_revisions" -> revisions = revisions(parser);
                case "_deleted" -> {
                    if (!parser.currentToken().isBoolean()) {
                        throw CouchError.invalidDocument("Bad special document member: _deleted");
                    }
                    deleted = parser.currentToken() == JsonToken.VALUE_TRUE;
                }
                case "_attachments" -> attachments = hasMembers(parser);
                case "_revs_info", "_local_seq", "_conflicts", "_deleted_conflicts" -> parser.skipChildren();
                case "_access",
                        "_replication_state",
                        "_replication_state_time",
                        "_replication_state_reason",
                        "_replication_id",
                        "_replication_stats" -> {
                    out.writeName(name);
                    copy(parser, out);
                }
                default -> throw CouchError.invalidDocument("Bad special document member: " + name);
            }
        }

        List<Revision> path() {
            if (!revisions.isEmpty()) {
                return revisions;
            }
            return revision == null ? List.of() : List.of(revision);
        }

        private static boolean hasMembers(JsonParser parser) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw CouchError.invalidDocument("Bad special document member: _attachments");
            }
            boolean any = false;
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                any = true;
                parser.nextToken();
                parser.skipChildren();
            }
            return any;
        }

        private static List<Revision> revisions(JsonParser parser) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw CouchError.invalidDocument("_revisions isn't an object.");
            }
            long start = -1;
            var hashes = new ArrayList<String>();
            boolean array = false;
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                JsonToken token = parser.nextToken();
                if (name.equals("start") && token == JsonToken.VALUE_NUMBER_INT) {
                    start = parser.getLongValue();
                } else if (name.equals("ids") && token == JsonToken.START_ARRAY) {
                    array = true;
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        if (parser.currentToken() != JsonToken.VALUE_STRING) {
                            throw CouchError.invalidDocument("RevId isn't a string");
                        }
                        hashes.add(parser.getString());
                    }
                } else {
                    parser.skipChildren();
                }
            }
            if (start < 0) {
                throw CouchError.invalidDocument("_revisions.start isn't an integer.");
            }
            if (!array || hashes.size() > Math.max(start, 1)) {
                throw CouchError.invalidDocument("_revisions.ids isn't a array.");
            }
            return path(start, hashes);
        }

        private static List<Revision> path(long start, List<String> hashes) {
            var path = new ArrayList<Revision>(hashes.size());
            for (int i = 0; i < hashes.size(); i++) {
                path.add(revision((start - i) + "-" + hashes.get(i)));
            }
            return List.copyOf(path);
        }
    }

    /** Reads a revision from outside; a malformed one is a 400. */
    static Revision revision(String text) {
        try {
            return Revision.parse(text);
        } catch (IllegalArgumentException e) {
            throw CouchError.badRequest("Invalid rev format");
        }
    }
}
