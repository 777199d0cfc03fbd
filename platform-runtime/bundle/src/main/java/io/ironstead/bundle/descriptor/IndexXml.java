package io.ironstead.bundle.descriptor;

import io.ironstead.model.app.CompositeIndex;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.Locator;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/** {@code datastore-indexes.xml}; nothing outside the file is ever read. */
final class IndexXml extends DefaultHandler {
    private final String file;
    private final List<CompositeIndex> indexes = new ArrayList<>();
    private @Nullable Locator locator;
    private @Nullable IndexDraft draft;
    private int depth;

    private IndexXml(String file) {
        this.file = file;
    }

    static List<CompositeIndex> read(String file, String text) throws DescriptorException {
        var reader = new IndexXml(file);
        try {
            var factory = SAXParserFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
            factory.setFeature("http://xml.org/sax/features/external-parameter-entities", false);
            factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
            factory.setXIncludeAware(false);
            factory.setNamespaceAware(true);
            factory.newSAXParser().parse(new InputSource(new StringReader(text)), reader);
        } catch (SAXParseException broken) {
            throw IndexDraft.wrong(file + " line " + broken.getLineNumber(), broken.getMessage());
        } catch (SAXException broken) {
            if (broken.getException() instanceof DescriptorException refused) {
                throw refused;
            }
            throw IndexDraft.wrong(reader.where(), "this is not XML: " + broken.getMessage());
        } catch (IOException | ParserConfigurationException impossible) {
            throw new IllegalStateException("This Java's XML parser lacks a safety switch", impossible);
        }
        return reader.indexes;
    }

    @Override
    public void setDocumentLocator(Locator found) {
        locator = found;
    }

    @Override
    public InputSource resolveEntity(String publicId, String systemId) {
        return new InputSource(new StringReader(""));
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

    private String where() {
        return file + " line " + (locator == null ? 1 : locator.getLineNumber());
    }
}
