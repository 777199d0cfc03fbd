package io.ironstead.instances.build;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Recognises why a package install failed, from what it wrote, and names what to do. */
public final class BuildTroubles {

    private record Trouble(Pattern sign, Function<Matcher, String> cause, Function<Matcher, String> advice) {}

    /** In this order: a registry that cannot be reached makes pip say that there is no such package, too. */
    private static final List<Trouble> TROUBLES = List.of(
            trouble(
                    "No space left on device|ENOSPC",
                    "This machine's disk is full",
                    "Free some space on it, then deploy again."),
            trouble(
                    "Temporary failure in name resolution|Name or service not known|Failed to establish a new connection"
                            + "|NewConnectionError|ConnectTimeoutError|Read timed out|ProxyError|SSLError"
                            + "|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT",
                    "The package registry cannot be reached from this node",
                    "Check this machine's network and proxy settings, then deploy again."),
            new Trouble(
                    Pattern.compile("ERROR: No matching distribution found for ([^\\s(]+)"),
                    found -> "There is no package " + found.group(1),
                    found -> "Correct the name or the version" + " of " + found.group(1) + ", then deploy again."),
            new Trouble(
                    Pattern.compile("looks like a path\\. File '([^']+)' does not exist"
                            + "|Directory '([^']+)' is not installable"),
                    found -> "There is no such package in the archive: " + given(found),
                    found -> "Add it to the archive, or name a package of the registry instead."),
            new Trouble(
                    Pattern.compile("ERROR: Invalid requirement: '?([^'\\n]*?)'?(?::[^\\n]*)? \\(from line \\d+ of"),
                    found -> "pip cannot understand " + found.group(1),
                    found -> "Write one package a line, as name==1.2.3, then deploy again."),
            new Trouble(
                    Pattern.compile("ERROR: Could not open requirements file: .*'([^']+)'"),
                    found -> "There is no such file in the archive: " + found.group(1),
                    found -> "Add the file to the archive, or remove the line."),
            new Trouble(
                    Pattern.compile("ERROR: Cannot install (.+?) because these package versions have conflicting"),
                    found -> "These packages do not fit together: " + found.group(1),
                    found -> "Loosen the versions in requirements.txt until they agree; the log names the conflict."),
            new Trouble(
                    Pattern.compile("Package '?([^'\\s]+)'? requires a different Python: (\\S+) not in '([^']+)'"),
                    found -> found.group(1) + " needs Python " + found.group(3) + "; this node has " + found.group(2),
                    found -> "Choose a version of it for Python " + found.group(2) + "."),
            trouble(
                    "command '[^']*(?:gcc|g\\+\\+|cc|clang|rustc|cargo)'? failed|unable to execute '[^']*(?:gcc|cc)"
                            + "|Python\\.h: No such file|error: can't find Rust compiler|gyp ERR!|Failed building wheel for",
                    "A package has to be compiled, and that failed",
                    "Choose a version that comes ready-built for this Python and machine, or have the operator install"
                            + " build-essential and python3-dev on the node."),
            trouble(
                    "No module named (?:pip|venv|ensurepip)|ensurepip is not available",
                    "This node's Python has no venv or no pip",
                    "Install them on the machine: apt-get install python3-venv python3-pip"),
            trouble(
                    "npm ci.{0,40}can only install|package-lock\\.json.{0,80}(?:not in sync|out of sync)",
                    "package.json and package-lock.json do not agree",
                    "Run npm install, and put the new package-lock.json into the archive."),
            new Trouble(
                    Pattern.compile("notarget No matching version found for (\\S+?)\\.?\\s"),
                    found -> "There is no package " + found.group(1),
                    found -> "Correct its version in package.json, then deploy again."),
            new Trouble(
                    Pattern.compile("(?:404|E404).*?'([^']+)' is not in this registry"),
                    found -> "There is no package " + found.group(1),
                    found -> "Correct its name in package.json, then deploy again."),
            trouble("EJSONPARSE", "package.json is not valid JSON", "Mend it; the output names the place."));

    private BuildTroubles() {}

    /**
     * A cause and an advice when the output shows a trouble that is known.
     *
     * @param requirements the lines of {@code requirements.txt}, to name the one at fault; empty when there is none
     */
    public static Optional<BuildResult.Failed> recognise(List<String> output, List<String> requirements) {
        var text = String.join("\n", output) + "\n";
        for (var trouble : TROUBLES) {
            var found = trouble.sign().matcher(text);
            if (found.find()) {
                var where = found.groupCount() > 0 ? place(given(found), requirements) : "";
                return Optional.of(new BuildResult.Failed(
                        where + trouble.cause().apply(found), trouble.advice().apply(found), output));
            }
        }
        return Optional.empty();
    }

    private static String given(Matcher found) {
        return found.group(1) != null || found.groupCount() == 1 ? found.group(1) : found.group(2);
    }

    /** pip names the package at fault, but not where it is asked for. */
    private static String place(String wanted, List<String> requirements) {
        for (int i = 0; i < requirements.size(); i++) {
            if (!wanted.isEmpty() && requirements.get(i).strip().startsWith(wanted)) {
                return "requirements.txt line " + (i + 1) + ": ";
            }
        }
        return "";
    }

    private static Trouble trouble(String sign, String cause, String advice) {
        return new Trouble(Pattern.compile(sign), found -> cause, found -> advice);
    }
}
