package io.ironstead.bundle;

import io.ironstead.bundle.descriptor.BundleFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What one pass over an archive found: every path, and the text of the few files that describe the application. */
final class Contents implements BundleFiles {
    private static final int TEXT_BYTES_MAX = 1 << 20;
    private static final int TEXTS_MAX = 200;
    private static final byte[] JAVAX = "javax/servlet/".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] JAKARTA = "jakarta/servlet/".getBytes(StandardCharsets.US_ASCII);

    private final Set<String> paths = new LinkedHashSet<>();
    private final Map<String, String> texts = new HashMap<>();
    private final Set<ServletUse> servlets = new HashSet<>();
    private String root = "";

    static Contents of(Archive archive) throws IOException, BadBundleException {
        var contents = new Contents();
        var buffer = new byte[64 * 1024];
        archive.walk((entry, bytes) -> {
            if (entry.type() == Archive.Type.FOLDER) {
                return;
            }
            contents.paths.add(entry.path());
            if (entry.type() == Archive.Type.FILE) {
                contents.look(entry.path(), bytes);
                // To the end, so that the limits are checked and a damaged file is found now.
                while (bytes.read(buffer) >= 0) {
                    continue;
                }
            }
        });
        contents.root = contents.findRoot();
        return contents;
    }

    /** The one top folder that people who zip a folder put around everything, with its slash; or nothing. */
    String root() {
        return root;
    }

    @Override
    public Set<String> paths() {
        return paths.stream()
                .filter(path -> path.startsWith(root))
                .map(path -> path.substring(root.length()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    @Override
    public boolean has(String path) {
        return paths.contains(root + path);
    }

    @Override
    public Optional<String> text(String path) {
        return Optional.ofNullable(texts.get(root + path));
    }

    @Override
    public Set<ServletUse> servlets() {
        return servlets;
    }

    private void look(String path, InputStream bytes) throws IOException, BadBundleException {
        if (describes(path) && texts.size() < TEXTS_MAX) {
            var text = bytes.readNBytes(TEXT_BYTES_MAX + 1);
            if (text.length > TEXT_BYTES_MAX) {
                throw new BadBundleException(
                        EntryPath.shown(path) + " is larger than 1 MiB",
                        "A file that describes an application is small.");
            }
            texts.put(path, new String(text, StandardCharsets.UTF_8));
        } else if (path.endsWith(".class") && path.contains("WEB-INF/classes/")) {
            var code = bytes.readNBytes(TEXT_BYTES_MAX);
            if (holds(code, JAVAX)) {
                servlets.add(ServletUse.JAVAX);
            }
            if (holds(code, JAKARTA)) {
                servlets.add(ServletUse.JAKARTA);
            }
        }
    }

    private static boolean describes(String path) {
        var name = path.substring(path.lastIndexOf('/') + 1);
        long depth = path.chars().filter(c -> c == '/').count();
        return (depth <= 1
                        && (name.endsWith(".yaml")
                                || name.endsWith(".yml")
                                || name.equals("package.json")
                                || name.equals("requirements.txt")
                                || name.equals(".gcloudignore")
                                || name.equals(".gitignore")))
                || (depth <= 2
                        && path.contains("WEB-INF/")
                        && (name.equals("web.xml") || name.equals("appengine-web.xml")))
                || (depth <= 3 && name.endsWith(".yaml") && path.contains("include"));
    }

    private String findRoot() {
        if (paths.stream().anyMatch(path -> !path.contains("/"))) {
            return "";
        }
        var tops = paths.stream()
                .map(path -> path.substring(0, path.indexOf('/') + 1))
                .collect(Collectors.toSet());
        return tops.size() == 1 && !tops.contains("WEB-INF/") ? tops.iterator().next() : "";
    }

    private static boolean holds(byte[] bytes, byte[] wanted) {
        outer:
        for (int i = 0; i + wanted.length <= bytes.length; i++) {
            for (int j = 0; j < wanted.length; j++) {
                if (bytes[i + j] != wanted[j]) {
                    continue outer;
                }
            }
            return true;
        }
        return false;
    }
}
