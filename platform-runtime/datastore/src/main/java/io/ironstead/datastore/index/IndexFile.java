package io.ironstead.datastore.index;

import io.ironstead.datastore.IndexDefinition;
import java.util.List;

/**
 * What a program's index file asks for.
 *
 * @param indexes each once
 * @param autoGenerate whether the program leaves it to the development server to add what its queries need
 */
public record IndexFile(List<IndexDefinition> indexes, boolean autoGenerate) {
    public IndexFile {
        indexes = indexes.stream().distinct().toList();
    }

    /**
     * Reads an {@code index.yaml}.
     *
     * @param name how complaints call the file
     */
    public static IndexFile parseYaml(String name, String text) throws IndexFileException {
        return IndexYamlReader.read(name, text);
    }

    /**
     * Reads a {@code datastore-indexes.xml} or {@code datastore-indexes-auto.xml}.
     *
     * @param name how complaints call the file
     */
    public static IndexFile parseXml(String name, String text) throws IndexFileException {
        return IndexXmlReader.read(name, text);
    }
}
