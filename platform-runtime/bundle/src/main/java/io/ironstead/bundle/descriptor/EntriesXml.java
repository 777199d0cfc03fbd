package io.ironstead.bundle.descriptor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.xml.sax.Attributes;
import org.xml.sax.SAXException;

/** {@code queue.xml} and {@code cron.xml}: entries with their lines. */
final class EntriesXml extends LinedXml {
    private final String root;
    private final String entry;
    private final List<String> maps;
    private final List<FileEntry> found = new ArrayList<>();
    private final Deque<FileEntry> open = new ArrayDeque<>();
    private final StringBuilder text = new StringBuilder();
    private String wordAt = "";
    private int depth;
    private boolean skips;

    private EntriesXml(String file, String root, String entry, List<String> maps) {
        super(file);
        this.root = root;
        this.entry = entry;
        this.maps = maps;
    }

    /**
     * @param entry what the root holds; other elements there are passed over
     * @param maps what holds words of its own within an entry, with {@code _} for {@code -}
     */
    static List<FileEntry> read(String file, String text, String root, String entry, List<String> maps)
            throws DescriptorException {
        var reader = new EntriesXml(file, root, entry, maps);
        reader.parse(text);
        return reader.found;
    }

    @Override
    public void startElement(String uri, String name, String qualified, Attributes attributes) throws SAXException {
        depth++;
        text.setLength(0);
        wordAt = where();
        String word = name.replace('-', '_');
        if (depth == 1 && !name.equals(root)) {
            throw new SAXException(IndexDraft.wrong(where(), "<" + root + "> is expected, not <" + name + ">"));
        } else if (depth == 2) {
            skips = !name.equals(entry);
            open.push(FileEntry.at(where()));
        } else if (depth == 3 && maps.contains(word)) {
            open.push(FileEntry.at(where()));
        } else if (depth > 4) {
            throw new SAXException(IndexDraft.wrong(where(), "nothing is expected in here, not <" + name + ">"));
        }
    }

    @Override
    public void characters(char[] characters, int start, int length) {
        text.append(characters, start, length);
    }

    @Override
    public void endElement(String uri, String name, String qualified) {
        String word = name.replace('-', '_');
        if (depth == 2) {
            var ended = open.pop();
            if (!skips) {
                found.add(ended);
            }
        } else if (depth == 3 && maps.contains(word)) {
            var ended = open.pop();
            open.element().parts().put(word, ended);
        } else if (depth > 2) {
            open.element()
                    .words()
                    .put(word, new FileEntry.Word(text.toString().strip().replaceAll("\\s+", " "), wordAt));
        }
        text.setLength(0);
        depth--;
    }
}
