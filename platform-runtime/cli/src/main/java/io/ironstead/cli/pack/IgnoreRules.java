package io.ironstead.cli.pack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What of a folder is not uploaded: {@code .gcloudignore}, in the syntax of {@code .gitignore}; without one, the rules
 * that {@code gcloud app deploy} would write.
 */
class IgnoreRules {
    private static final String FILE = ".gcloudignore";
    private static final List<String> DEFAULT = List.of(
            ".gcloudignore",
            ".git",
            ".gitignore",
            "__pycache__/",
            "*.pyc",
            ".venv/",
            "venv/",
            "node_modules/",
            "/target/");
    private static final String INCLUDE = "#!include:";

    private record Rule(Pattern pattern, boolean keeps, boolean foldersOnly) {}

    private final List<Rule> rules = new ArrayList<>();

    static IgnoreRules of(Path folder) throws IOException {
        var file = folder.resolve(FILE);
        var rules = new IgnoreRules();
        if (Files.isRegularFile(file)) {
            rules.addAll(folder, Files.readAllLines(file));
        } else {
            rules.addAll(folder, DEFAULT);
        }
        return rules;
    }

    private void addAll(Path folder, List<String> lines) throws IOException {
        for (var line : lines) {
            if (line.startsWith(INCLUDE)) {
                var included = folder.resolve(line.substring(INCLUDE.length()).strip());
                // An included file includes nothing more, so this ends.
                for (var inner : Files.isRegularFile(included) ? Files.readAllLines(included) : List.<String>of()) {
                    add(inner);
                }
            } else {
                add(line);
            }
        }
    }

    private void add(String line) {
        var text = line.stripTrailing();
        if (text.isEmpty() || text.startsWith("#")) {
            return;
        }
        var keeps = text.startsWith("!");
        text = keeps || text.startsWith("\\#") || text.startsWith("\\!") ? text.substring(1) : text;
        var foldersOnly = text.endsWith("/");
        text = foldersOnly ? text.substring(0, text.length() - 1) : text;
        // A pattern with a slash inside starts at the root, any other one matches at every depth.
        var anchored = text.contains("/");
        text = text.startsWith("/") ? text.substring(1) : text;
        rules.add(new Rule(Pattern.compile((anchored ? "" : "(?:.*/)?") + expression(text)), keeps, foldersOnly));
    }

    /** @param path relative to the folder, with {@code /} */
    boolean ignores(String path, boolean isFolder) {
        var ignored = false;
        for (var rule : rules) {
            if ((isFolder || !rule.foldersOnly) && rule.pattern.matcher(path).matches()) {
                ignored = !rule.keeps;
            }
        }
        return ignored;
    }

    private static String expression(String glob) {
        var regex = new StringBuilder();
        for (int at = 0; at < glob.length(); at++) {
            var rest = glob.substring(at);
            if (rest.startsWith("**/")) {
                regex.append("(?:.*/)?");
                at += 2;
            } else if (rest.startsWith("**")) {
                regex.append(".*");
                at += 1;
            } else if (rest.charAt(0) == '*') {
                regex.append("[^/]*");
            } else if (rest.charAt(0) == '?') {
                regex.append("[^/]");
            } else if (rest.charAt(0) == '[' && rest.indexOf(']', 2) > 0) {
                var end = rest.indexOf(']', 2);
                var set = rest.substring(1, end)
                        .replace("\\", "\\\\")
                        .replace("[", "\\[")
                        .replace("&", "\\&");
                regex.append('[')
                        .append(set.startsWith("!") ? "^" + set.substring(1) : set)
                        .append(']');
                at += end;
            } else {
                regex.append(Pattern.quote(rest.substring(0, 1)));
            }
        }
        return regex.toString();
    }
}
