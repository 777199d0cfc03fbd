package io.ironstead.bundle;

import io.ironstead.bundle.descriptor.BundleFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What one pass over an archive found: every path, and the text of the few files that describe the application. */
final class Contents implements BundleFiles {
    private static final int TEXT_BYTES_MAX = 1 << 20;
    private static final int TEXTS_MAX = 200;
    private static final String JARS = "WEB-INF/lib/";

    /** What the Mac's Finder puts beside the files it zips. */
    private static final String FINDER = "__MACOSX/";

    private final Set<String> paths = new LinkedHashSet<>();
    private final Map<String, Long> files = new HashMap<>();
    private final Map<String, String> links = new LinkedHashMap<>();
    private final Map<String, String> texts = new HashMap<>();
    private final Set<ServletUse> servlets = new HashSet<>();
    private final Archive archive;
    private String root = "";

    private Contents(Archive archive) {
        this.archive = archive;
    }

    static Contents of(Archive archive) throws IOException, BadBundleException {
        var contents = new Contents(archive);
        var buffer = new byte[64 * 1024];
        archive.walk((entry, bytes) -> {
            boolean wanted =
                    entry.type() != Archive.Type.FOLDER && !entry.path().startsWith(FINDER);
            if (wanted) {
                contents.paths.add(entry.path());
            }
            if (wanted && entry.type() == Archive.Type.LINK) {
                contents.links.put(entry.path(), entry.target());
            }
            if (entry.type() == Archive.Type.FILE) {
                long size = wanted ? contents.look(entry.path(), bytes) : 0;
                // To the end, so that the limits are checked and a damaged file is found now.
                for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
                    size += read;
                }
                if (wanted) {
                    contents.files.put(entry.path(), size);
                }
            }
        });
        contents.refuseClashes();
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

    /** Reads the archive once more: few bundles leave it to their jars, and unpacking all jars takes its time. */
    @Override
    public Optional<ServletUse> servletsOfJars() {
        var votes = new JarVotes();
        try {
            archive.walk((entry, bytes) -> {
                if (entry.type() == Archive.Type.FILE
                        && entry.path().startsWith(root + JARS)
                        && entry.path().endsWith(".jar")) {
                    votes.count(bytes);
                }
            });
        } catch (IOException disk) {
            throw new UncheckedIOException(disk);
        } catch (BadBundleException changed) {
            throw new IllegalStateException("The archive was whole a moment ago", changed);
        }
        return votes.winner();
    }

    /** The same without the files that are not to be deployed; descriptors can still be read, as gcloud does. */
    BundleFiles without(IgnoreRules ignore) {
        var kept = paths();
        kept.removeIf(ignore::leavesOut);
        return new BundleFiles() {
            @Override
            public Set<String> paths() {
                return kept;
            }

            @Override
            public boolean has(String path) {
                return kept.contains(path);
            }

            @Override
            public Optional<String> text(String path) {
                return Contents.this.text(path);
            }

            @Override
            public Set<ServletUse> servlets() {
                return servlets;
            }

            @Override
            public Optional<ServletUse> servletsOfJars() {
                return Contents.this.servletsOfJars();
            }
        };
    }

    /** True for what is never unpacked: what lies beside the one top folder. */
    boolean isOutside(String path) {
        return path.startsWith(FINDER) || !path.startsWith(root);
    }

    /** Which file each link stands for, both from the archive's top, without those that are not to be unpacked. */
    Map<String, String> links(IgnoreRules ignore, BundleLimits limits) throws BadBundleException {
        var wanted = new HashMap<>(files);
        wanted.keySet().removeIf(path -> leavesOut(ignore, path));
        var standing = new LinkedHashMap<>(links);
        standing.keySet().removeIf(path -> leavesOut(ignore, path));
        return new Links(wanted, standing).resolved(limits);
    }

    private boolean leavesOut(IgnoreRules ignore, String path) {
        return ignore.leavesOut(path.substring(root.length()));
    }

    private void refuseClashes() throws BadBundleException {
        for (String path : paths) {
            for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
                if (paths.contains(path.substring(0, slash))) {
                    throw Unpacker.clash(path.substring(0, slash));
                }
            }
        }
    }

    /** Returns how many bytes it read. */
    private int look(String path, InputStream bytes) throws IOException, BadBundleException {
        if (describes(path) && texts.size() < TEXTS_MAX) {
            var text = bytes.readNBytes(TEXT_BYTES_MAX + 1);
            if (text.length > TEXT_BYTES_MAX) {
                throw new BadBundleException(
                        EntryPath.shown(path) + " is larger than 1 MiB",
                        "A file that describes an application is small.");
            }
            texts.put(path, new String(text, StandardCharsets.UTF_8));
            return text.length;
        }
        if (path.endsWith(".class") && path.contains("WEB-INF/classes/")) {
            var code = bytes.readNBytes(TEXT_BYTES_MAX);
            for (var use : ServletUse.values()) {
                if (use.isNamedIn(code)) {
                    servlets.add(use);
                }
            }
            return code.length;
        }
        return 0;
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
}
