package io.ironstead.console.datastore;

import io.ironstead.console.security.RefusedException;
import io.ironstead.link.LinkJson;
import io.ironstead.model.SiteName;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The file of an export: lines of JSON in UTF-8. The first says what it is and whose, the last how many entities lie between,
 * one on each line, each as Cloud Datastore v1 writes an {@code Entity} in JSON.
 */
final class EntityFile {
    /** An entity of 1 MiB in base64, with room for its names. */
    private static final int LINE_CHARS_MAX = 8 << 20;

    private static final int FORMAT = 1;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private EntityFile() {}

    /** What a sound file says of itself. */
    record Summary(String site, long entities) {}

    static void writeHead(OutputStream out, SiteName site) throws IOException {
        line(out, JSON.objectNode().put("ironsteadEntities", FORMAT).put("site", site.value()));
    }

    static void writeEntity(OutputStream out, JsonNode entity) throws IOException {
        line(out, JSON.objectNode().set("entity", entity));
    }

    static void writeEnd(OutputStream out, long entities) throws IOException {
        line(out, JSON.objectNode().put("end", true).put("entities", entities));
    }

    private static void line(OutputStream out, JsonNode json) throws IOException {
        out.write(LinkJson.bytes(json));
        out.write('\n');
    }

    /** Reads the whole file once. @throws RefusedException when it is not one of these, or not whole */
    static Summary check(Path file) throws IOException {
        return read(file, entity -> {});
    }

    /** Gives every entity, in the file's order. @throws RefusedException when the file is not sound */
    static Summary read(Path file, Consumer<JsonNode> entities) throws IOException {
        try (var reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            return new Reading(reader).run(entities);
        } catch (MalformedInputException notText) {
            throw refusal("It is not text in UTF-8.");
        }
    }

    private static RefusedException refusal(String why) {
        return new RefusedException(
                "This is not a whole export of entities. " + why, "Choose a file that was exported here, as it is.");
    }

    private static final class Reading {
        private final BufferedReader reader;
        private long line;
        private long entities;

        Reading(BufferedReader reader) {
            this.reader = reader;
        }

        Summary run(Consumer<JsonNode> consumer) throws IOException {
            var head = next();
            if (head == null || head.path("ironsteadEntities").asInt(0) != FORMAT) {
                throw refusal("Its first line does not say so.");
            }
            for (var json = next(); json != null; json = next()) {
                if (json.path("end").asBoolean(false)) {
                    return finish(head, json);
                }
                if (!json.path("entity").has("key")) {
                    throw refusal("Line " + line + " holds no entity.");
                }
                consumer.accept(json.path("entity"));
                entities++;
            }
            throw refusal("Its last line is missing: it was cut off after " + entities + " entities.");
        }

        private Summary finish(JsonNode head, JsonNode end) throws IOException {
            if (end.path("entities").asLong(-1) != entities) {
                throw refusal("It has " + entities + " entities, and says "
                        + end.path("entities").asString("nothing") + ".");
            }
            if (next() != null) {
                throw refusal("Line " + line + " comes after its end.");
            }
            return new Summary(head.path("site").asString(""), entities);
        }

        private @Nullable JsonNode next() throws IOException {
            var text = new StringBuilder();
            int read = reader.read();
            if (read < 0) {
                return null;
            }
            line++;
            for (; read >= 0 && read != '\n'; read = reader.read()) {
                if (text.length() >= LINE_CHARS_MAX) {
                    throw refusal("Line " + line + " is longer than any entity.");
                }
                text.append((char) read);
            }
            try {
                return LinkJson.read(text.toString().getBytes(StandardCharsets.UTF_8), JsonNode.class);
            } catch (JacksonException malformed) {
                throw refusal("Line " + line + " is not JSON.");
            }
        }
    }
}
