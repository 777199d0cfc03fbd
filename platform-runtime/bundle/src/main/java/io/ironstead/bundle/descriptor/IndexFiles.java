package io.ironstead.bundle.descriptor;

import io.ironstead.model.app.CompositeIndex;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The files in which a bundle asks for composite indexes of its site's datastore. */
final class IndexFiles {
    private static final List<String> YAML = List.of("index.yaml", "index.yml");
    private static final List<String> XML =
            List.of("WEB-INF/datastore-indexes.xml", "WEB-INF/appengine-generated/datastore-indexes-auto.xml");

    private IndexFiles() {}

    /** Each index once, in the order of the files; at most {@value IndexDraft#INDEXES_MAX} in each. */
    static List<CompositeIndex> read(BundleFiles files) throws DescriptorException {
        Set<CompositeIndex> found = new LinkedHashSet<>();
        for (String name : YAML) {
            var text = files.text(name);
            if (text.isPresent()) {
                found.addAll(IndexYaml.read(name, text.get()));
            }
        }
        for (String name : XML) {
            var text = files.text(name);
            if (text.isPresent()) {
                found.addAll(IndexXml.read(name, text.get()));
            }
        }
        return List.copyOf(found);
    }
}
