package io.ironstead.bundle.descriptor;

import java.io.IOException;
import java.io.StringReader;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.jspecify.annotations.Nullable;
import org.xml.sax.InputSource;
import org.xml.sax.Locator;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/** Reads an XML file of a bundle and knows the line it is at; nothing outside the file is ever read. */
abstract class LinedXml extends DefaultHandler {
    private final String file;
    private @Nullable Locator locator;

    LinedXml(String file) {
        this.file = file;
    }

    /** @throws DescriptorException with the line, when it is no XML or a handler refused an element */
    final void parse(String text) throws DescriptorException {
        try {
            var factory = SAXParserFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
            factory.setFeature("http://xml.org/sax/features/external-parameter-entities", false);
            factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
            factory.setXIncludeAware(false);
            factory.setNamespaceAware(true);
            factory.newSAXParser().parse(new InputSource(new StringReader(text)), this);
        } catch (SAXParseException broken) {
            throw IndexDraft.wrong(file + " line " + broken.getLineNumber(), broken.getMessage());
        } catch (SAXException broken) {
            if (broken.getException() instanceof DescriptorException refused) {
                throw refused;
            }
            throw IndexDraft.wrong(where(), "this is not XML: " + broken.getMessage());
        } catch (IOException | ParserConfigurationException impossible) {
            throw new IllegalStateException("This Java's XML parser lacks a safety switch", impossible);
        }
    }

    @Override
    public final void setDocumentLocator(Locator found) {
        locator = found;
    }

    @Override
    public final InputSource resolveEntity(String publicId, String systemId) {
        return new InputSource(new StringReader(""));
    }

    final String where() {
        return file + " line " + (locator == null ? 1 : locator.getLineNumber());
    }
}
