package io.ironstead.bundle;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which file each link of an archive stands for. Links become copies, so every copy counts as bytes of the archive:
 * a thousand links to one large file are a bomb like any other.
 */
final class Links {
    private final Map<String, Long> files;
    private final Map<String, String> links;

    /**
     * @param files sizes by path
     * @param links targets by path, both from the archive's top
     */
    Links(Map<String, Long> files, Map<String, String> links) {
        this.files = files;
        this.links = links;
    }

    /** Link to file, or a refusal when a link leads to no file, or the copies are too much. */
    Map<String, String> resolved(BundleLimits limits) throws BadBundleException {
        long bytes = files.values().stream().mapToLong(Long::longValue).sum();
        var resolved = new LinkedHashMap<String, String>();
        for (String link : links.keySet()) {
            var file = fileOf(link);
            bytes += files.getOrDefault(file, 0L);
            if (bytes > limits.unpackedBytesMax()) {
                throw Meter.tooLarge(limits).asRefusal();
            }
            resolved.put(link, file);
        }
        return resolved;
    }

    private String fileOf(String link) throws BadBundleException {
        var seen = new HashSet<String>();
        var at = link;
        for (var target = links.get(at); target != null && seen.size() < 8 && seen.add(at); target = links.get(at)) {
            at = target;
        }
        if (!files.containsKey(at)) {
            throw new BadBundleException(
                    "The link " + EntryPath.shown(link) + " does not point at a file of the archive",
                    "Put the file or folder itself into the archive instead of a link.");
        }
        return at;
    }
}
