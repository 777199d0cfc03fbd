import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/**
 * Takes everything commercial, and everything that cannot be reached, out of the bundle that Vaadin's build put into
 * {@code META-INF/VAADIN}. Running it again changes nothing. It refuses a bundle that is not the one the cuts were made
 * for, so an upgrade of Vaadin cannot ship what nobody looked at.
 */
final class CutBundle {
    private static final String COMMERCIAL = "board|charts|crud|dashboard|grid-pro|map|rich-text-editor|spreadsheet";

    private record Kept(String before, String after, List<int[]> cuts) {}

    private CutBundle() {}

    public static void main(String[] arguments) throws IOException {
        var vaadin = Path.of(arguments[0]);
        var kept = read(Path.of(arguments[1]));
        var build = vaadin.resolve("webapp/VAADIN/build");
        try (var files = Files.list(build)) {
            for (var file : files.toList()) {
                var name = file.getFileName().toString();
                var plain = name.replaceFirst("\\.(br|gz)$", "");
                if (!kept.containsKey(plain) || (!plain.equals(name) && !kept.get(plain).cuts().isEmpty())) {
                    Files.delete(file);
                }
            }
        }
        for (var one : kept.entrySet()) {
            cut(build.resolve(one.getKey()), one.getValue());
        }
        cleanStats(vaadin.resolve("config/stats.json"));
        Files.deleteIfExists(vaadin.resolve("config/bundle-size.html"));
        Files.deleteIfExists(vaadin.resolve("webapp/sw.js"));
        Files.deleteIfExists(vaadin.resolve("webapp/sw.js.br"));
        deleteTree(vaadin.resolve("webapp/pwa-icons"));
    }

    private static Map<String, Kept> read(Path cuts) throws IOException {
        var kept = new TreeMap<String, Kept>();
        List<int[]> ranges = List.of();
        for (var line : Files.readAllLines(cuts)) {
            var words = line.split(" ");
            switch (words[0]) {
                case "keep" -> {
                    ranges = new ArrayList<>();
                    kept.put(words[1], new Kept(words[2], words[3], ranges));
                }
                case "cut" -> ranges.add(new int[] {Integer.parseInt(words[1]), Integer.parseInt(words[2])});
                default -> {}
            }
        }
        return kept;
    }

    private static void cut(Path file, Kept kept) throws IOException {
        var text = Files.readString(file);
        var found = sha256(text);
        if (!found.equals(kept.after())) {
            if (!found.equals(kept.before())) {
                throw new IllegalStateException(file.getFileName()
                        + " is not the file that bundle.cuts was made for. After an upgrade of Vaadin run make-cuts.mjs.");
            }
            var left = new StringBuilder();
            int at = 0;
            for (var range : kept.cuts()) {
                left.append(text, at, range[0]);
                at = range[1];
            }
            text = left.append(text, at, text.length()).toString();
            if (!sha256(text).equals(kept.after())) {
                throw new IllegalStateException(file.getFileName() + " is not as expected after cutting");
            }
            Files.writeString(file, text);
        }
        // The shipped .br of a cut file would bring everything back, and the JDK writes gzip only.
        if (!kept.cuts().isEmpty()) {
            try (var out = new GZIPOutputStream(Files.newOutputStream(Path.of(file + ".gz")))) {
                out.write(text.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static void cleanStats(Path stats) throws IOException {
        var value = "(?:\"[^\"]*\"|\\{[^{}]*})";
        var name = "\"(?:@vaadin/(?:" + COMMERCIAL + ")|@vaadin/react-components-pro|ol|proj4|highcharts"
                + "|[^\"]*(?:vaadin-map|vaadin-spreadsheet|gridPro))(?:/[^\"]*|[^\"/]*\\.(?:js|ts))?\"";
        var text = Files.readString(stats);
        text = text.replaceAll("(?<=[,{\\[\\s])" + name + "(?:\\s*:\\s*" + value + ")?\\s*,\\s*", "");
        text = text.replaceAll(",\\s*" + name + "(?:\\s*:\\s*" + value + ")?(?=\\s*[}\\]])", "");
        text = text.replaceAll("(?<=[{\\[])\\s*" + name + "(?:\\s*:\\s*" + value + ")?(?=\\s*[}\\]])", "");
        Files.writeString(stats, text);
    }

    private static void deleteTree(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (var files = Files.walk(folder)) {
                for (var file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static String sha256(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
