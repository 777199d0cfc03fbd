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

    /** Declares a composite index. */
    public static Path indexed(Path folder) {
        var indexes = """
                indexes:
                - kind: Item
                  properties:
                  - name: size
                  - name: price
                """;
        return zip(
                folder.resolve("indexed.zip"),
                Map.of(
                        "app.yaml",
                        "runtime: nodejs20\nentrypoint: node server.js\n",
                        "index.yaml",
                        indexes,
                        "server.js",
                        "require('node:http').createServer((_, a) => a.end('here')).listen(process.env.PORT);"));
    }

    /**
     * Counts the tasks and jobs it is sent. {@code /put} adds tasks to its queue: as there is no App Engine SDK for Node.js
     * that does, it writes {@code taskqueue.Add} itself.
     */
    public static Path tasks(Path folder) {
        var server = """
                const http = require('node:http');
                const number = n => n < 128 ? [n] : [n & 127 | 128, ...number(Math.floor(n / 128))];
                const field = (tag, value) => Buffer.from(typeof value === 'string' || Buffer.isBuffer(value)
                    ? [...number(tag << 3 | 2), ...number(Buffer.byteLength(value)), ...Buffer.from(value)]
                    : [...number(tag << 3), ...number(value)]);
                const add = (name, ticket) => Buffer.concat([
                  field(2, 'taskqueue'), field(3, 'Add'), field(5, ticket),
                  field(4, Buffer.concat([field(1, 'grind'), field(2, name), field(3, 0), field(4, '/task')]))]);
                const post = body => new Promise(done => http.request({
                  host: process.env.API_HOST, port: process.env.API_PORT, path: '/rpc_http', method: 'POST',
                  headers: {'Content-Type': 'application/octet-stream', 'Content-Length': body.length}
                }, answer => { answer.resume(); answer.on('end', () => done(answer.statusCode)); }).end(body));
                let count = 0;
                http.createServer(async (request, response) => {
                  const url = new URL(request.url, 'http://mill');
                  if (url.pathname === '/put') {
                    const codes = [];
                    for (let i = 0; i < Number(url.searchParams.get('tasks')); i++) {
                      const name = (url.searchParams.get('name') || 'corn') + '-' + i;
                      codes.push(await post(add(name, request.headers['x-appengine-api-ticket'])));
                    }
                    return response.end(codes.join(' '));
                  }
                  if (url.pathname === '/task' || url.pathname === '/nightly') count++;
                  response.statusCode = url.pathname === '/broken' ? 500 : 200;
                  response.end(count + ' done');
                }).listen(process.env.PORT);
                """;
        var queues = """
                queue:
                - name: grind
                  rate: 5/s
                """;
        var cron = """
                cron:
                - description: what a day leaves
                  url: /nightly
                  schedule: every day 04:30
                - url: /broken
                  schedule: every 24 hours
                """;
        var files = new LinkedHashMap<String, String>();
        files.put("app.yaml", "runtime: nodejs20\nentrypoint: node server.js\nmanual_scaling:\n  instances: 1\n");
        files.put("queue.yaml", queues);
        files.put("cron.yaml", cron);
        files.put("server.js", server);
        return zip(folder.resolve("tasks.zip"), files);
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
