package io.ironstead.broker.route;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;

/**
 * Which files a bundle has, as eight bytes each: so a WAR, where every path may be a file or a servlet's, costs no look
 * at the disk per request. Now and then it takes a path for a file that is none, about once in a hundred billion for
 * the largest bundle; the disk tells then.
 */
final class FileNames {
    static final FileNames NONE = new FileNames(new long[0]);
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final long[] sorted;

    private FileNames(long[] sorted) {
        this.sorted = sorted;
    }

    /** Walks through the folder. */
    static FileNames in(Path folder) throws IOException {
        var names = new Collector(folder);
        Files.walkFileTree(folder, names);
        var all = Arrays.copyOf(names.hashes, names.count);
        Arrays.sort(all);
        return new FileNames(all);
    }

    /** @param path from the bundle's root; a slash before it does not matter */
    boolean mayHave(String path) {
        return sorted.length > 0
                && Arrays.binarySearch(sorted, hash(path.startsWith("/") ? path.substring(1) : path)) >= 0;
    }

    /** FNV-1a, with a last step that spreads what short names leave together. */
    private static long hash(String path) {
        long hash = FNV_OFFSET;
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        return (hash ^ hash >>> 29) * FNV_PRIME;
    }

    private static final class Collector extends SimpleFileVisitor<Path> {
        private final Path root;
        private long[] hashes = new long[64];
        private int count;

        private Collector(Path root) {
            this.root = root;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (count == hashes.length) {
                hashes = Arrays.copyOf(hashes, count * 2);
            }
            hashes[count++] = hash(root.relativize(file).toString());
            return FileVisitResult.CONTINUE;
        }
    }
}
