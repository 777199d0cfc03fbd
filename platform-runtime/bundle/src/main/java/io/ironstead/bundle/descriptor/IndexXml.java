package io.ironstead.bundle.descriptor;

import io.ironstead.model.app.CompositeIndex;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.SAXException;

/** {@code datastore-indexes.xml}. */
final class IndexXml extends LinedXml {
    private final List<CompositeIndex> indexes = new ArrayList<>();
    private @Nullable IndexDraft draft;
    private int depth;

    private IndexXml(String file) {
        super(file);
    }

    static List<CompositeIndex> read(String file, String text) throws DescriptorException {
        var reader = new IndexXml(file);
        reader.parse(text);
        return reader.indexes;
    }

    @Override
    public void startElement(String uri, String name, String qualified, Attributes attributes) throws SAXException {
        depth++;
        try {
            start(name, attributes);
        } catch (DescriptorException refused) {
            throw new SAXException(refused);
        }
    }

    private void start(String name, Attributes attributes) throws DescriptorException {
        switch (depth) {
            case 1 -> {
                expect(name, "datastore-indexes");
                IndexDraft.truth(where(), "autoGenerate", value(attributes, "autoGenerate"));
            }
            case 2 -> {
                expect(name, "datastore-index");
                draft = new IndexDraft(where(), value(attributes, "kind"), value(attributes, "ancestor"));
            }
            case 3 -> {
                expect(name, "property");
                if (draft != null) {
                    draft.addColumn(
                            where(),
                            value(attributes, "name"),
                            value(attributes, "direction"),
                            value(attributes, "mode"));
                }
            }
            default -> throw IndexDraft.wrong(where(), "a property holds no <" + name + ">");
        }
    }

    @Override
    public void endElement(String uri, String name, String qualified) throws SAXException {
        depth--;
        if (depth == 1 && draft != null) {
            try {
                draft.finish(where(), indexes);
            } catch (DescriptorException refused) {
                throw new SAXException(refused);
            }
            draft = null;
        }
    }

    private void expect(String found, String wanted) throws DescriptorException {
        if (!found.equals(wanted)) {
            throw IndexDraft.wrong(where(), "<" + wanted + "> is expected, not <" + found + ">");
        }
    }

    private static String value(Attributes attributes, String name) {
        String value = attributes.getValue(name);
        return value == null ? "" : value.strip();
    }
}
