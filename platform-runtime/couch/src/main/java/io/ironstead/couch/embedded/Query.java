package io.ironstead.couch.embedded;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A request's path and parameters, decoded as CouchDB does: {@code +} is a space in both. */
record Query(List<String> path, Map<String, String> parameters) {
    private static final int PARAMETERS_MAX = 100;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    static Query parse(String target) {
        int question = target.indexOf('?');
        String rawPath = question < 0 ? target : target.substring(0, question);
        try {
            var path = new ArrayList<String>();
            for (String segment : rawPath.split("/")) {
                if (!segment.isEmpty()) {
                    path.add(URLDecoder.decode(segment, StandardCharsets.UTF_8));
                }
            }
            var parameters = new HashMap<String, String>();
            if (question >= 0) {
                for (String pair : target.substring(question + 1).split("&", PARAMETERS_MAX)) {
                    int equals = pair.indexOf('=');
                    String name = equals < 0 ? pair : pair.substring(0, equals);
                    String value = equals < 0 ? "" : pair.substring(equals + 1);
                    parameters.put(
                            URLDecoder.decode(name, StandardCharsets.UTF_8),
                            URLDecoder.decode(value, StandardCharsets.UTF_8));
                }
            }
            return new Query(List.copyOf(path), Map.copyOf(parameters));
        } catch (IllegalArgumentException e) {
            throw CouchError.badRequest("The address is not well formed.");
        }
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    boolean flag(String name) {
        return flag(name, false);
    }

    boolean flag(String name, boolean otherwise) {
        String value = parameters.get(name);
        if (value == null) {
            return otherwise;
        }
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw CouchError.badQuery("Invalid boolean parameter: " + value);
        };
    }

    long number(String name, long otherwise) {
        String value = parameters.get(name);
        if (value == null) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(value);
            if (number < 0) {
                throw CouchError.badQuery("Invalid value for positive integer: " + value);
            }
            return number;
        } catch (NumberFormatException e) {
            throw CouchError.badQuery("Invalid value for integer: " + value);
        }
    }

    /** A parameter that is JSON, such as a key. */
    Optional<JsonNode> json(String name) {
        return text(name).map(Query::tree);
    }

    private static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (JacksonException e) {
            throw CouchError.badRequest("invalid UTF-8 JSON");
        }
    }

    /** Reads a small body, such as a list of keys, as a tree. Not for documents: numbers lose their text here. */
    static JsonNode body(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (JacksonException e) {
            throw CouchError.badRequest("invalid UTF-8 JSON");
        }
    }
}
