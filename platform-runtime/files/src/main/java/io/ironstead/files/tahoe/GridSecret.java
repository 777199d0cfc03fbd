package io.ironstead.files.tahoe;

import io.ironstead.files.disk.DurableFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The convergence secret of a grid: with it, the same sealed bytes get the same capability on every node. */
public final class GridSecret {
    private GridSecret() {}

    /** The secret of this file; made by chance, and on the disk, when there is no such file. */
    public static String openOrMake(Path file) throws IOException {
        if (!Files.exists(file)) {
            DurableFile.makeFolder(file.toAbsolutePath().getParent());
            DurableFile.write(file, GridIdentity.randomWord().getBytes(StandardCharsets.US_ASCII));
        }
        return Files.readString(file).strip();
    }
}
