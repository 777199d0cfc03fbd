package io.ironstead.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Looks into the jar that we ship: nothing of Vaadin's commercial components may be in it. See docs/decisions/050. */
class ShippedJarIT {
    private static final Pattern COMMERCIAL_ELEMENT = Pattern.compile(
            "vaadin-(board|charts?|crud|dashboard|grid-pro|map|rich-text-editor|spreadsheet|cookie-consent)\\b"
                    + "|cvdlName|@vaadin/react-components-pro|[Hh]ighcharts|gridProConnector");
    private static final Pattern COMMERCIAL_JAVA = Pattern.compile(
            "com/vaadin/(flow/component/(board|charts|crud|dashboard|gridpro|map|richtexteditor|spreadsheet|cookieconsent)"
                    + "|collaborationengine|addon/spreadsheet|observability|kubernetes|swingkit|copilot)/.*");

    private static final Map<String, byte[]> frontEnd = new TreeMap<>();
    private static final List<String> libraryEntries = new ArrayList<>();

    @BeforeAll
    static void readTheJar() throws IOException {
        try (var jar = new ZipInputStream(Files.newInputStream(Path.of(System.getProperty("shipped.jar"))))) {
            for (var entry = jar.getNextEntry(); entry != null; entry = jar.getNextEntry()) {
                var name = entry.getName();
                if (name.contains("META-INF/VAADIN/") && !entry.isDirectory()) {
                    frontEnd.put(name, jar.readAllBytes());
                } else if (name.startsWith("BOOT-INF/lib/")) {
                    libraryEntries.addAll(namesIn(new ByteArrayInputStream(jar.readAllBytes())));
                }
            }
        }
    }

    private static List<String> namesIn(InputStream library) throws IOException {
        var names = new ArrayList<String>();
        try (var zip = new ZipInputStream(library)) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }

    @Test
    void holdsTheFrontEndAndTheViews() {
        assertThat(frontEnd.keySet())
                .anyMatch(name -> name.endsWith("/webapp/index.html"))
                .anyMatch(name -> name.contains("/generated-flow-imports-"));
        assertThat(libraryEntries).contains("com/vaadin/flow/component/UI.class", "META-INF/resources/aura/aura.css");
    }

    @Test
    void holdsNoCommercialElementInAnyFormOfTheFrontEnd() throws IOException {
        for (var file : frontEnd.entrySet()) {
            assertThat(COMMERCIAL_ELEMENT.matcher(file.getKey()).find())
                    .as(file.getKey())
                    .isFalse();
            var found = COMMERCIAL_ELEMENT.matcher(text(file.getKey(), file.getValue()));
            assertThat(found.find() ? found.group() : "").as(file.getKey()).isEmpty();
        }
    }

    @Test
    void holdsNoCompressedFileThatWasNotMadeFromTheFileBesideIt() throws IOException {
        for (var file : frontEnd.entrySet()) {
            if (file.getKey().endsWith(".gz")) {
                var plain =
                        frontEnd.get(file.getKey().substring(0, file.getKey().length() - 3));
                assertThat(new GZIPInputStream(new ByteArrayInputStream(file.getValue())).readAllBytes())
                        .as(file.getKey())
                        .isEqualTo(plain);
                assertThat(frontEnd).doesNotContainKey(file.getKey().replaceFirst("\\.gz$", ".br"));
            }
        }
    }

    @Test
    void holdsNoCommercialLibrary() {
        assertThat(libraryEntries)
                .noneMatch(name -> COMMERCIAL_JAVA.matcher(name).matches());
    }

    private static String text(String name, byte[] bytes) throws IOException {
        var plain = name.endsWith(".gz") ? new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes() : bytes;
        return new String(plain, StandardCharsets.UTF_8);
    }
}
