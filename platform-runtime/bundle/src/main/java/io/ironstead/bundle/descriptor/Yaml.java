package io.ironstead.bundle.descriptor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A YAML file as nodes that know their line, so that every complaint can name it. */
final class Yaml {
    private static final int ALIASES_MAX = 50;
    private static final int DEPTH_MAX = 50;
    private static final String ADVICE = "Correct the line and deploy again.";

    private final String file;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new LinkedHashMap<>();
    private final int line;

    private Yaml(String file, MappingNode map) throws DescriptorException {
        this.file = file;
        this.line = line(map);
        for (var tuple : map.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw wrong(file, tuple.getKeyNode(), "a key must be a plain word");
            }
            if (values.put(key.getValue(), tuple.getValueNode()) != null) {
                throw wrong(file, key, "\"" + key.getValue() + "\" is given twice");
            }
            lines.put(key.getValue(), line(key));
        }
    }

    /** Reads a file whose top level is a map. */
    static Yaml parse(String file, String text) throws DescriptorException {
        return parseIfAny(file, text).orElseThrow(() -> noMap(file + " is empty"));
    }

    /** Reads a file whose top level is a map, or that holds nothing. */
    static Optional<Yaml> parseIfAny(String file, String text) throws DescriptorException {
        var settings = LoadSettings.builder()
                .setLabel(file)
                .setMaxAliasesForCollections(ALIASES_MAX)
                .build();
        try {
            refuseDepth(file, settings, text);
            var root = new Compose(settings).composeString(text).filter(node -> !isNull(node));
            if (root.isEmpty()) {
                return Optional.empty();
            }
            if (root.get() instanceof MappingNode map) {
                return Optional.of(new Yaml(file, map));
            }
            throw noMap(file + " is not a list of keys and values");
        } catch (MarkedYamlEngineException broken) {
            var where = broken.getProblemMark().or(broken::getContextMark);
            throw new DescriptorException(
                    file
                            + where.map(mark -> " line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1))
                                    .orElse("")
                            + ": " + broken.getProblem(),
                    ADVICE);
        } catch (YamlEngineException broken) {
            throw new DescriptorException(file + " is not YAML: " + broken.getMessage(), ADVICE);
        }
    }

    private static DescriptorException noMap(String cause) {
        return new DescriptorException(cause, "Start it with a key and its value, such as \"runtime: python312\".");
    }

    /** The library goes down into the text by recursion; this does not. */
    private static void refuseDepth(String file, LoadSettings settings, String text) throws DescriptorException {
        int depth = 0;
        for (var event : new Parse(settings).parseString(text)) {
            if (event instanceof CollectionStartEvent) {
                depth++;
            } else if (event instanceof CollectionEndEvent) {
                depth--;
            }
            if (depth > DEPTH_MAX) {
                int line = event.getStartMark().map(Mark::getLine).orElse(0) + 1;
                throw new DescriptorException(
                        file + " line " + line + ": lists and maps are more than " + DEPTH_MAX + " deep", ADVICE);
            }
        }
    }

    Iterable<String> keys() {
        return values.keySet();
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    Optional<String> text(String key) throws DescriptorException {
        var node = values.get(key);
        if (node == null || isNull(node)) {
            return Optional.empty();
        }
        if (node instanceof ScalarNode scalar) {
            return Optional.of(scalar.getValue());
        }
        throw wrong(file, node, "\"" + key + "\" must be a plain value");
    }

    Optional<Yaml> map(String key) throws DescriptorException {
        var node = values.get(key);
        if (node == null || isNull(node)) {
            return Optional.empty();
        }
        if (node instanceof MappingNode map) {
            return Optional.of(new Yaml(file, map));
        }
        throw wrong(file, node, "\"" + key + "\" must hold keys and values");
    }

    /** The entries of a list of maps; nothing when the key is missing. */
    List<Yaml> maps(String key) throws DescriptorException {
        var found = new ArrayList<Yaml>();
        for (var node : list(key)) {
            if (!(node instanceof MappingNode map)) {
                throw wrong(file, node, "each entry of \"" + key + "\" must hold keys and values");
            }
            found.add(new Yaml(file, map));
        }
        return found;
    }

    /** The entries of a list of words; nothing when the key is missing. */
    List<String> words(String key) throws DescriptorException {
        var found = new ArrayList<String>();
        for (var node : list(key)) {
            if (!(node instanceof ScalarNode scalar)) {
                throw wrong(file, node, "each entry of \"" + key + "\" must be a plain value");
            }
            found.add(scalar.getValue());
        }
        return found;
    }

    /** All keys with their plain values. */
    Map<String, String> texts() throws DescriptorException {
        var found = new LinkedHashMap<String, String>();
        for (String key : values.keySet()) {
            found.put(key, text(key).orElse(""));
        }
        return found;
    }

    /** Where this map begins: {@code app.yaml line 7}. */
    String where() {
        return file + " line " + line;
    }

    /** {@code app.yaml line 7}. */
    String where(String key) {
        return file + " line " + lines.getOrDefault(key, 1);
    }

    DescriptorException wrong(String key, String what) {
        return new DescriptorException(where(key) + ": " + what, ADVICE);
    }

    private List<Node> list(String key) throws DescriptorException {
        var node = values.get(key);
        if (node == null || isNull(node)) {
            return List.of();
        }
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        throw wrong(file, node, "\"" + key + "\" must be a list");
    }

    private static boolean isNull(Node node) {
        return node instanceof ScalarNode scalar
                && (scalar.getValue().isEmpty()
                        || scalar.getValue().equals("null")
                        || scalar.getValue().equals("~"))
                && scalar.isPlain();
    }

    private static DescriptorException wrong(String file, Node node, String what) {
        return new DescriptorException(file + " line " + line(node) + ": " + what, ADVICE);
    }

    private static int line(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }
}
