package io.ironstead.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;

/** How much memory processes hold. */
final class MemoryReading {
    private static final long KIB = 1024;

    private MemoryReading() {}

    /** A quick estimate that is never too small by much: private pages of all, shared ones of the largest. */
    static long resident(List<ProcessEntry> processes) {
        long own = 0;
        long shared = 0;
        for (var process : processes) {
            var status = read(process, "status");
            own += kibibytes(status, "RssAnon:");
            shared = Math.max(shared, kibibytes(status, "RssFile:") + kibibytes(status, "RssShmem:"));
        }
        return (own + shared) * KIB;
    }

    /**
     * What would come free without them: a page that n processes share counts 1/n for each. Exact, also after a fork,
     * but the kernel walks every page for it.
     */
    static long proportional(List<ProcessEntry> processes) {
        return processes.stream()
                .mapToLong(process -> kibibytes(read(process, "smaps_rollup"), "Pss:") * KIB)
                .sum();
    }

    private static String read(ProcessEntry process, String file) {
        try {
            return Files.readString(ProcessEntry.file(process.pid(), file), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }

    static long kibibytes(String text, String name) {
        int at = text.indexOf("\n" + name);
        if (at < 0) {
            return 0;
        }
        int end = text.indexOf(" kB", at);
        return Long.parseLong(text.substring(at + 1 + name.length(), end).strip());
    }
}
