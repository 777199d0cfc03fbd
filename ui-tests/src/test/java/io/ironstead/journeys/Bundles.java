package io.ironstead.journeys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Small applications that journeys deploy: each answers with a word that tells which version it is. */
public final class Bundles {
    private Bundles() {}

    /** A Node.js program, which builds in no time and needs a process. */
    public static Path greeting(Path folder, String word) {
        var server = """
                const http = require('node:http');
                http.createServer((request, response) => {
                  console.log('visited ' + request.url);
                  response.end('%s');
                }).listen(process.env.PORT);
                """.formatted(word);
        return zip(
                folder.resolve(word + ".zip"),
                Map.of("app.yaml", "runtime: nodejs20\nentrypoint: node server.js\n", "server.js", server));
    }

    /** Says who visits it; {@code /members} is for people who have signed in, {@code /office} for administrators. */
    public static Path members(Path folder) {
        var server = """
                const http = require('node:http');
                http.createServer((request, response) => {
                  const of = name => request.headers['x-appengine-' + name] || '-';
                  response.end([of('user-email'), of('user-is-admin'), of('auth-domain'), request.url].join(' '));
                }).listen(process.env.PORT);
                """;
        var yaml = """
                runtime: nodejs20
                entrypoint: node server.js
                handlers:
                - url: /members.*
                  script: auto
                  login: required
                - url: /office.*
                  script: auto
                  login: admin
                - url: /.*
                  script: auto
                """;
        return zip(folder.resolve("members.zip"), Map.of("app.yaml", yaml, "server.js", server));
    }

    /** A static site. */
    public static Path leaflet(Path folder, String word) {
        var yaml = """
                runtime: python312
                handlers:
                - url: /
                  static_files: index.html
                  upload: index\\.html
                """;
        return zip(folder.resolve(word + "-static.zip"), Map.of("app.yaml", yaml, "index.html", word));
    }

    /** An app.yaml with a mistake in its third line. */
    public static Path brokenYaml(Path folder) {
        return zip(folder.resolve("broken.zip"), Map.of("app.yaml", "runtime: python312\nhandlers:\n- url: [/\n"));
    }

    public static Path unknownRuntime(Path folder) {
        return zip(folder.resolve("cobol.zip"), Map.of("app.yaml", "runtime: cobol85\n"));
    }

    /** Wants to write outside of its folder. */
    public static Path climbing(Path folder) {
        return zip(folder.resolve("climbing.zip"), Map.of("app.yaml", "runtime: nodejs20\n", "../../climbed", "x"));
    }

    /** Starts, and ends at once. */
    public static Path crashing(Path folder) {
        var files = new LinkedHashMap<String, String>();
        files.put("app.yaml", "runtime: nodejs20\nentrypoint: node server.js\n");
        files.put("server.js", "console.error('no database here'); process.exit(3);\n");
        return zip(folder.resolve("crashing.zip"), files);
    }

    static Path zip(Path file, Map<String, String> contents) {
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (var entry : contents.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
            return file;
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }
}
