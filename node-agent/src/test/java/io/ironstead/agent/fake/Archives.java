package io.ironstead.agent.fake;

import io.ironstead.model.Digest;
import io.ironstead.model.control.DesiredVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Small application archives. */
public record Archives(byte[] bytes) {

    /** A site whose program is Python's own file server, with one page in its bundle. */
    public static Archives onePage(String page) throws IOException {
        return of(Map.of("index.html", page, "static/page.txt", page));
    }

    public static Archives of(Map<String, String> files) throws IOException {
        var archive = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(archive)) {
            for (var file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return new Archives(archive.toByteArray());
    }

    public Digest digest() {
        try {
            return new Digest(HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new AssertionError(everyJavaHasIt);
        }
    }

    public DesiredVersion served(String name, long deploymentId) {
        var app = Sites.program(Optional.of("python3 -m http.server --bind 127.0.0.1 $PORT"));
        return Sites.version(name, deploymentId, digest(), app);
    }
}
