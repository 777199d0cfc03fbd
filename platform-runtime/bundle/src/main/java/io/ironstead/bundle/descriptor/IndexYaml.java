package io.ironstead.bundle.descriptor;

import io.ironstead.model.app.CompositeIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** {@code index.yaml}, every complaint with its line. */
final class IndexYaml {
    private IndexYaml() {}

    static List<CompositeIndex> read(String file, String text) throws DescriptorException {
        var root = Yaml.parseIfAny(file, text);
        if (root.isEmpty()) {
            return List.of();
        }
        refuseOthers(root.get(), "the file", "indexes");
        var indexes = new ArrayList<CompositeIndex>();
        for (var index : root.get().maps("indexes")) {
            refuseOthers(index, "an index", "ancestor", "kind", "properties");
            var draft = new IndexDraft(
                    index.where(),
                    index.text("kind").orElse(""),
                    index.text("ancestor").orElse(""));
            for (var property : index.maps("properties")) {
                refuseOthers(property, "a property", "direction", "mode", "name");
                draft.addColumn(
                        property.where(),
                        property.text("name").orElse(""),
                        property.text("direction").orElse(""),
                        property.text("mode").orElse(""));
            }
            draft.finish(index.where(), indexes);
        }
        return indexes;
    }

    private static void refuseOthers(Yaml map, String what, String... known) throws DescriptorException {
        var names = new TreeSet<>(List.of(known));
        for (String key : map.keys()) {
            if (!names.contains(key)) {
                throw map.wrong(key, what + " has no \"" + key + "\", only " + String.join(", ", names));
            }
        }
    }
}
