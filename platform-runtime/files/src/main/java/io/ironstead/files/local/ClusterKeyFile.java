package io.ironstead.files.local;

import io.ironstead.files.disk.DurableFile;
import io.ironstead.files.store.ClusterKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The cluster's keys in a file that only its owner can read. */
public final class ClusterKeyFile {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ClusterKeyFile() {}

    /** The keys of this file; made by chance, and on the disk, when there is no such file. */
    public static ClusterKeys openOrMake(Path file) throws IOException {
        if (!Files.exists(file)) {
            write(file, ClusterKeys.fresh());
        }
        try {
            return JSON.readValue(Files.readAllBytes(file), ClusterKeys.class);
        } catch (JacksonException damaged) {
            // Its own words may quote the file: they go no further.
            throw new IOException("The file of the cluster's keys is damaged: put it back from a backup");
        }
    }

    /** Replaces the keys; after a crash the file has the former ones or these. */
    public static void write(Path file, ClusterKeys keys) throws IOException {
        DurableFile.makeFolder(file.toAbsolutePath().getParent());
        DurableFile.write(file, JSON.writeValueAsBytes(keys));
    }
}
