package io.ironstead.bundle;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The rule for names inside an archive: relative, plain, and short enough for every file system. */
final class EntryPath {
    private static final String ADVICE = "Make the archive again without this entry.";

    private EntryPath() {}

    /**
     * Returns the path with {@code /} between its segments, without {@code ./} and a trailing slash; empty for the
     * root itself.
     */
    static String checked(String name, BundleLimits limits) throws BadBundleException {
        if (name.startsWith("/") || name.indexOf('\\') >= 0 || name.matches("[A-Za-z]:.*")) {
            throw new BadBundleException("The archive holds an absolute or Windows path: " + shown(name), ADVICE);
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > limits.pathBytesMax()) {
            throw new BadBundleException(
                    "The archive holds a path of more than " + limits.pathBytesMax() + " bytes: " + shown(name),
                    ADVICE);
        }
        var segments = new ArrayList<String>();
        for (String segment : name.split("/")) {
            if (segment.isEmpty() || segment.equals(".")) {
                continue;
            }
            checkSegment(segment, name, limits);
            segments.add(segment);
        }
        if (segments.size() > limits.depthMax()) {
            throw new BadBundleException(
                    "The archive holds folders more than " + limits.depthMax() + " deep: " + shown(name), ADVICE);
        }
        return String.join("/", segments);
    }

    private static void checkSegment(String segment, String name, BundleLimits limits) throws BadBundleException {
        if (segment.equals("..")) {
            throw new BadBundleException("The archive holds a path that leaves it: " + shown(name), ADVICE);
        }
        if (segment.getBytes(StandardCharsets.UTF_8).length > limits.nameBytesMax()) {
            throw new BadBundleException(
                    "The archive holds a name of more than " + limits.nameBytesMax() + " bytes: " + shown(name),
                    ADVICE);
        }
        if (segment.chars().anyMatch(c -> c < 0x20 || c == 0x7f || c == 0xfffd)) {
            throw new BadBundleException("The archive holds a name with control characters: " + shown(name), ADVICE);
        }
    }

    /**
     * Where a link of the archive leads, or a refusal when that is outside.
     *
     * @param path of the link, checked
     * @param target as written in the archive
     */
    static String linkTarget(String path, String target, BundleLimits limits) throws BadBundleException {
        if (target.startsWith("/") || target.indexOf('\\') >= 0) {
            throw leavesArchive(path, target);
        }
        var at = new ArrayList<>(List.of(path.split("/")));
        at.removeLast();
        for (String segment : target.split("/")) {
            if (segment.equals("..")) {
                if (at.isEmpty()) {
                    throw leavesArchive(path, target);
                }
                at.removeLast();
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                at.add(segment);
            }
        }
        return checked(String.join("/", at), limits);
    }

    private static BadBundleException leavesArchive(String path, String target) {
        return new BadBundleException(
                "The link " + shown(path) + " leads out of the archive, to " + shown(target),
                "Put the file itself into the archive instead of a link.");
    }

    /** A name as it can be shown to a person: no control characters, at most 120 characters. */
    static String shown(String name) {
        var plain = name.codePoints()
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .limit(120)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
        return "\"" + plain + (name.length() > 120 ? "…" : "") + "\"";
    }
}
