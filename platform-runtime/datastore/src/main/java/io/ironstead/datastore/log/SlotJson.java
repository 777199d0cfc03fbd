package io.ironstead.datastore.log;

import io.ironstead.datastore.log.SlotContent.Decision;
import io.ironstead.datastore.log.SlotContent.Entry;
import io.ironstead.datastore.log.SlotContent.Owner;
import io.ironstead.datastore.log.SlotContent.Seal;
import io.ironstead.datastore.log.SlotContent.Span;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32C;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What slots hold, as documents: {@code {"seal": true}}, {@code {"node", "o"}}, {@code {"o", "h": [[epoch, firstLsn, slots]]}},
 * {@code {"o", "c", "m", "more"}} with {@code o} the owner's nonce, {@code m} the bytes in base64 and {@code c} their CRC-32C.
 */
final class SlotJson {
    private SlotJson() {}

    static ObjectNode write(SlotContent content) {
        var json = JsonNodeFactory.instance.objectNode();
        switch (content) {
            case Seal _ -> json.put("seal", true);
            case Owner(String node, long nonce) -> json.put("node", node).put("o", hex(nonce));
            case Decision(long nonce, List<Span> history) -> {
                var spans = json.put("o", hex(nonce)).putArray("h");
                history.forEach(span ->
                        spans.addArray().add(span.epoch()).add(span.firstLsn()).add(span.slots()));
            }
            case Entry(long nonce, boolean more, byte[] bytes) -> {
                json.put("o", hex(nonce)).put("c", checksum(bytes));
                // Encoded as the document is written, with no string of it between.
                json.put("m", bytes);
                if (more) {
                    json.put("more", true);
                }
            }
        }
        return json;
    }

    /** @throws IllegalStateException when it is none of these, or its bytes are not what was written */
    static SlotContent read(JsonNode json) {
        if (json.path("seal").asBoolean(false)) {
            return Seal.SEAL;
        }
        long nonce = nonce(json);
        if (json.has("node")) {
            return new Owner(json.path("node").asString(""), nonce);
        }
        if (json.has("h")) {
            return new Decision(nonce, spans(json.path("h")));
        }
        byte[] bytes = bytes(json);
        if (!json.path("c").asString("").equals(checksum(bytes))) {
            throw damaged(json);
        }
        return new Entry(nonce, json.path("more").asBoolean(false), bytes);
    }

    private static List<Span> spans(JsonNode json) {
        var spans = new ArrayList<Span>();
        json.forEach(span -> spans.add(new Span(
                span.path(0).asLong(), span.path(1).asLong(), span.path(2).asLong())));
        return spans;
    }

    private static long nonce(JsonNode json) {
        try {
            return Long.parseUnsignedLong(json.path("o").asString(""), 16);
        } catch (NumberFormatException strange) {
            throw damaged(json);
        }
    }

    private static byte[] bytes(JsonNode json) {
        try {
            return Base64.getDecoder().decode(json.path("m").asString(""));
        } catch (IllegalArgumentException strange) {
            throw damaged(json);
        }
    }

    private static IllegalStateException damaged(JsonNode json) {
        return new IllegalStateException(
                "A document of the log is damaged: " + json.path("_id").asString("without id"));
    }

    private static String hex(long nonce) {
        return Long.toHexString(nonce);
    }

    private static String checksum(byte[] bytes) {
        var crc = new CRC32C();
        crc.update(bytes);
        return Long.toHexString(crc.getValue());
    }
}
