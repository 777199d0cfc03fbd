package io.ironstead.bundle;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.ironstead.bundle.descriptor.BundleFiles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * {@code .gcloudignore}: gitignore's syntax, and {@code #!include:} of another file of the bundle. The last rule that
 * matches a path or one of its folders decides.
 *
 * @see <a href="https://cloud.google.com/sdk/gcloud/reference/topic/gcloudignore">gcloudignore</a>
 */
public final class IgnoreRules {
    private static final String FILE = ".gcloudignore";
    private static final String INCLUDE = "#!include:";
    private static final int RULES_MAX = 1_000;

    private final List<Rule> rules = new ArrayList<>();
    private final Map<String, Boolean> folders = new HashMap<>();

    private record Rule(Pattern path, boolean keeps, boolean foldersOnly) {}

    private IgnoreRules() {}

    static IgnoreRules of(BundleFiles files) throws BadBundleException {
        return of(files::text, "");
    }

    /**
     * @param files the text of a file by its path from the root, empty where there is none
     * @param usual the rules where there is no {@code .gcloudignore}
     */
    public static IgnoreRules of(Function<String, Optional<String>> files, String usual) throws BadBundleException {
        var ignore = new IgnoreRules();
        ignore.add(files, files.apply(FILE).orElse(usual), true);
        return ignore;
    }

    private void add(Function<String, Optional<String>> files, String text, boolean mayInclude)
            throws BadBundleException {
        for (String line : text.split("\r?\n")) {
            if (mayInclude && line.startsWith(INCLUDE)) {
                add(files, files.apply(line.substring(INCLUDE.length()).strip()).orElse(""), false);
            } else if (!line.isBlank() && !line.startsWith("#")) {
                rules.add(rule(line.replaceAll("(?<!\\\\)\\s+$", "")));
            }
            if (rules.size() > RULES_MAX) {
                throw new BadBundleException(FILE + " has more than 1,000 rules", "Write fewer, wider ones.");
            }
        }
    }

    /** True when the file, by its path from the bundle's root, is not to be deployed. */
    public boolean leavesOut(String path) {
        return liesInLeftOut(path) || decides(path, false);
    }

    /** True when nothing of the folder is to be deployed. */
    public boolean leavesOutFolder(String path) {
        return liesInLeftOut(path) || decides(path, true);
    }

    private boolean liesInLeftOut(String path) {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            // As in git: what lies in a folder that is left out cannot be taken back in.
            if (folders.computeIfAbsent(path.substring(0, slash), folder -> decides(folder, true))) {
                return true;
            }
        }
        return false;
    }

    private boolean decides(String path, boolean folder) {
        boolean out = false;
        for (var rule : rules) {
            if ((folder || !rule.foldersOnly) && rule.path.matches(path)) {
                out = !rule.keeps;
            }
        }
        return out;
    }

    private static Rule rule(String line) throws BadBundleException {
        boolean keeps = line.startsWith("!");
        var glob = keeps ? line.substring(1) : line;
        boolean foldersOnly = glob.endsWith("/");
        if (foldersOnly) {
            glob = glob.substring(0, glob.length() - 1);
        }
        boolean anchored = glob.contains("/");
        if (glob.startsWith("/")) {
            glob = glob.substring(1);
        }
        try {
            return new Rule(Pattern.compile((anchored ? "" : "(?:.*/)?") + regex(glob)), keeps, foldersOnly);
        } catch (PatternSyntaxException broken) {
            throw new BadBundleException(
                    FILE + " holds a rule that is no pattern: " + EntryPath.shown(line), "Correct the rule.");
        }
    }

    private static String regex(String glob) {
        var regex = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            if (glob.startsWith("**/", i)) {
                regex.append("(?:.*/)?");
                i += 2;
            } else if (glob.startsWith("**", i)) {
                regex.append(".*");
                i += 1;
            } else if (c == '*') {
                regex.append("[^/]*");
            } else if (c == '?') {
                regex.append("[^/]");
            } else if (c == '[' && glob.indexOf(']', i + 2) > 0) {
                int end = glob.indexOf(']', i + 2);
                var inside = glob.substring(i + 1, end).replace("\\", "\\\\").replace("[", "\\[");
                regex.append('[')
                        .append(inside.startsWith("!") ? "^" + inside.substring(1) : inside)
                        .append(']');
                i = end;
            } else {
                if (c == '\\' && i + 1 < glob.length()) {
                    c = glob.charAt(++i);
                }
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return regex.toString();
    }
}
