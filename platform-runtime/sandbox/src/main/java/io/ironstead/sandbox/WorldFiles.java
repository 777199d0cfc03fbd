package io.ironstead.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** The few settings of a machine that programs look up, with nobody in them but themselves. */
final class WorldFiles {
    private static final Map<String, String> FILES = Map.of(
            "passwd",
            "root:x:0:0:root:/:/bin/sh\napp:x:1000:1000:app:/tmp:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n",
            "group",
            "root:x:0:\napp:x:1000:\nnogroup:x:65534:\n",
            "hosts",
            "127.0.0.1 localhost sandbox\n",
            "nsswitch.conf",
            "passwd: files\ngroup: files\nhosts: files\n",
            "empty",
            "");

    private WorldFiles() {}

    static Path write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (var each : FILES.entrySet()) {
            var file = folder.resolve(each.getKey());
            Files.writeString(file, each.getValue());
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        }
        return folder;
    }
}
