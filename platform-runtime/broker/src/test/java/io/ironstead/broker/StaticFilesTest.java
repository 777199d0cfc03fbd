package io.ironstead.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.broker.fake.House;
import io.ironstead.broker.fake.Places;
import io.ironstead.broker.fake.Program;
import io.ironstead.broker.fake.Sites;
import io.ironstead.broker.fake.Wire;
import io.ironstead.model.NoInstanceException.Reason;
import io.ironstead.model.app.ErrorHandler;
import io.ironstead.model.app.Handler;
import io.ironstead.model.app.Handler.Access;
import io.ironstead.model.app.Handler.FileOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StaticFilesTest {
    private static final String LONG_TEXT = "All work and no play. ".repeat(100);
    private static final Handler WHOLE_FOLDER = new Handler.StaticDir("/s", "www", FileOptions.NONE, Access.OPEN);

    @TempDir
    private Path outside;

    private Path bundle = Path.of("");

    @BeforeEach
    void fillBundle() throws IOException {
        bundle = Files.createDirectories(outside.resolve("bundle"));
        write("www/small.txt", "0123456789");
        write("www/long.css", LONG_TEXT);
        write("www/page.html", "<p>café</p>");
        write("www/both.js", LONG_TEXT);
        write("www/both.js.gz", "gzip-bytes");
        write("www/both.js.br", "br-bytes");
        write("www/empty.txt", "");
        write("www/.well-known/security.txt", "mail us");
        write("www/.git/config", "secret");
        write("www/WEB-INF/web.xml", "secret");
        write("www/sub/app.yaml", "secret");
        write("app.yaml", "secret");
        Files.writeString(outside.resolve("secret.txt"), "secret");
        Files.createSymbolicLink(bundle.resolve("www/link.txt"), outside.resolve("secret.txt"));
        Files.createSymbolicLink(bundle.resolve("www/inside.txt"), bundle.resolve("www/small.txt"));
        Files.createSymbolicLink(bundle.resolve("www/up"), outside);
    }

    private Path write(String file, String text) throws IOException {
        var path = bundle.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        Files.setLastModifiedTime(path, FileTime.from(Instant.parse("2026-01-02T03:04:05Z")));
        return path;
    }

    private House house(Handler... handlers) throws IOException {
        return House.ofFiles(bundle, Sites.site("shop").version("v1", handlers).build());
    }

    @Test
    void aFileIsServedWithoutAnInstance() throws IOException {
        try (var house = house(WHOLE_FOLDER)) {
            for (int i = 0; i < 2; i++) {
                var answer = house.get("/s/small.txt");
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.text()).isEqualTo("0123456789");
                assertThat(answer.header("content-type")).isEqualTo("text/plain; charset=utf-8");
                assertThat(answer.header("content-length")).isEqualTo("10");
                assertThat(answer.header("last-modified")).isEqualTo("Fri, 02 Jan 2026 03:04:05 GMT");
                assertThat(answer.header("cache-control")).isEqualTo("public, max-age=600");
                assertThat(answer.header("expires")).isEqualTo("Sun, 01 Mar 2026 12:10:00 GMT");
                assertThat(answer.header("accept-ranges")).isEqualTo("bytes");
                assertThat(answer.header("etag")).matches("\"[0-9a-f]{24}\"");
                assertThat(answer.header("x-ironstead-request")).isNotEmpty();
            }
            assertThat(house.places().given()).isZero();
        }
    }

    @Test
    void theHandlersOptionsAreObeyed() throws IOException {
        var options = new FileOptions(
                Optional.of(Duration.ofDays(30)),
                Optional.of("text/x-own"),
                Map.of("Access-Control-Allow-Origin", "*", "Content-Length", "3"));
        try (var house = house(new Handler.StaticDir("/s", "www", options, Access.OPEN))) {
            var answer = house.get("/s/small.txt");
            assertThat(answer.header("content-type")).isEqualTo("text/x-own");
            assertThat(answer.header("cache-control")).isEqualTo("public, max-age=2592000");
            assertThat(answer.header("access-control-allow-origin")).isEqualTo("*");
            assertThat(answer.text()).isEqualTo("0123456789");
        }
    }

    @Test
    void headTellsWhatGetWouldSend() throws IOException {
        try (var house = house(WHOLE_FOLDER);
                var visitor = house.visitor()) {
            visitor.send("HEAD /s/small.txt HTTP/1.1\r\nHost: shop.localhost\r\n\r\n");
            assertThat(visitor.readBodiless().header("content-length")).isEqualTo("10");
            assertThat(visitor.get("/s/empty.txt").read().header("content-length"))
                    .isEqualTo("0");
            visitor.send("POST /s/small.txt HTTP/1.1\r\nHost: shop.localhost\r\nContent-Length: 1\r\n\r\nx");
            var refused = visitor.read();
            assertThat(refused.status()).isEqualTo(405);
            assertThat(refused.header("allow")).isEqualTo("GET, HEAD");
        }
    }

    @Test
    void whatAVisitorHasAlreadyIsNotSentAgain() throws IOException {
        try (var house = house(WHOLE_FOLDER)) {
            var etag = house.get("/s/small.txt").header("etag");
            assertThat(house.get("/s/small.txt", "If-None-Match: \"x\", " + etag)
                            .status())
                    .isEqualTo(304);
            assertThat(house.get("/s/small.txt", "If-None-Match: *").status()).isEqualTo(304);
            assertThat(house.get("/s/small.txt", "If-None-Match: \"x\"").status())
                    .isEqualTo(200);
            assertThat(house.get("/s/small.txt", "If-Modified-Since: Fri, 02 Jan 2026 03:04:05 GMT")
                            .status())
                    .isEqualTo(304);
            assertThat(house.get("/s/small.txt", "If-Modified-Since: Fri, 02 Jan 2026 03:04:04 GMT")
                            .status())
                    .isEqualTo(200);
            assertThat(house.get("/s/small.txt", "If-Modified-Since: yesterday").status())
                    .isEqualTo(200);
            // The tag says more than the time: when both are given the tag decides.
            assertThat(house.get(
                                    "/s/small.txt",
                                    "If-None-Match: \"x\"",
                                    "If-Modified-Since: Fri, 02 Jan 2026 03:04:05 GMT")
                            .status())
                    .isEqualTo(200);
            assertThat(house.get("/s/small.txt", "If-None-Match: " + etag).header("etag"))
                    .isEqualTo(etag);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bytes=0-3 | 206 | 0123 | bytes 0-3/10",
                "bytes=4- | 206 | 456789 | bytes 4-9/10",
                "bytes=-2 | 206 | 89 | bytes 8-9/10",
                "bytes=-99 | 206 | 0123456789 | bytes 0-9/10",
                "bytes=8-99 | 206 | 89 | bytes 8-9/10",
                "bytes=10- | 416 | '' | bytes */10",
                "bytes=-0 | 416 | '' | bytes */10",
                "bytes=5-2 | 200 | 0123456789 | ''",
                "bytes=0-1,3-4 | 200 | 0123456789 | ''",
                "bytes=a-b | 200 | 0123456789 | ''",
                "bytes=- | 200 | 0123456789 | ''",
                "items=0-1 | 200 | 0123456789 | ''"
            })
    void aPartOfAFileCanBeAskedFor(String range, int status, String text, String contentRange) throws IOException {
        try (var house = house(WHOLE_FOLDER)) {
            var answer = house.get("/s/small.txt", "Range: " + range);
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.text()).isEqualTo(text);
            assertThat(answer.header("content-range")).isEqualTo(contentRange);
        }
    }

    @Test
    void aPartIsSentOnlyOfTheFileThatIsMeant() throws IOException {
        try (var house = house(WHOLE_FOLDER)) {
            var etag = house.get("/s/small.txt").header("etag");
            assertThat(house.get("/s/small.txt", "Range: bytes=0-1", "If-Range: " + etag)
                            .status())
                    .isEqualTo(206);
            assertThat(house.get("/s/small.txt", "Range: bytes=0-1", "If-Range: \"old\"")
                            .status())
                    .isEqualTo(200);
            assertThat(house.get("/s/small.txt", "Range: bytes=0-1", "If-Range: W/" + etag)
                            .status())
                    .isEqualTo(200);
            assertThat(house.get("/s/small.txt", "Range: bytes=0-1", "If-Range: Fri, 02 Jan 2026 03:04:05 GMT")
                            .status())
                    .isEqualTo(206);
        }
    }

    @Test
    void textIsCompressedForThoseWhoTakeIt() throws IOException {
        try (var house = house(WHOLE_FOLDER)) {
            var plain = house.get("/s/long.css");
            var small = house.get("/s/long.css", "Accept-Encoding: br, gzip");

            assertThat(plain.text()).isEqualTo(LONG_TEXT);
            assertThat(plain.header("vary")).isEqualTo("Accept-Encoding");
            assertThat(small.header("content-encoding")).isEqualTo("gzip");
            assertThat(small.header("etag")).isNotEqualTo(plain.header("etag"));
            assertThat(small.body().bytes().length).isLessThan(200);
            try (var unpacked =
                    new GZIPInputStream(new ByteArrayInputStream(small.body().bytes()))) {
                assertThat(new String(unpacked.readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo(LONG_TEXT);
            }
            assertThat(house.get("/s/long.css", "Accept-Encoding: gzip;q=0")
                            .head()
                            .has("content-encoding"))
                    .isFalse();
            assertThat(house.get("/s/long.css", "Accept-Encoding: xgzip").head().has("content-encoding"))
                    .isFalse();
            assertThat(house.get("/s/long.css", "Accept-Encoding: gzip", "Range: bytes=0-2")
                            .text())
                    .isEqualTo("All");
            assertThat(house.get("/s/small.txt", "Accept-Encoding: gzip").head().has("content-encoding"))
                    .isFalse();
        }
    }

    @Test
    void whatIsCompressedAlreadyIsTaken() throws IOException {
        try (var house = house(WHOLE_FOLDER)) {
            assertThat(house.get("/s/both.js", "Accept-Encoding: gzip, br").text())
                    .isEqualTo("br-bytes");
            var gzip = house.get("/s/both.js", "Accept-Encoding: gzip");
            assertThat(gzip.text()).isEqualTo("gzip-bytes");
            assertThat(gzip.header("content-type")).isEqualTo("text/javascript; charset=utf-8");
            assertThat(house.get("/s/both.js").text()).isEqualTo(LONG_TEXT);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/s/none.txt",
                "/s/",
                "/s",
                "/s/sub",
                "/s/sub/",
                "/s/small.txt/",
                "/s/small.txt/x",
                "/s/link.txt",
                "/s/up/secret.txt",
                "/s/%2e%2e/app.yaml",
                "/s/..%2fapp.yaml",
                "/s/../../secret.txt",
                "/s/.git/config",
                "/s/WEB-INF/web.xml",
                "/s/web-inf/web.xml",
                "/s/sub/app.yaml",
                "/s/%00",
                "/s/small.txt%00.html",
                "/s//etc/passwd",
                "/s/%2Fetc%2Fpasswd",
                "/s/small%2Etxt%2F..%2F..%2Fapp.yaml"
            })
    void nothingElseIsServed(String path) throws IOException {
        try (var house = house(WHOLE_FOLDER)) {
            var answer = house.get(path);
            assertThat(answer.status()).isIn(404, 400);
            assertThat(answer.text()).doesNotContain("secret", "root:");
        }
    }

    @Test
    void aLinkWithinTheBundleIsServedAndSoIsWhatIsWellKnown() throws IOException {
        try (var house = house(WHOLE_FOLDER)) {
            assertThat(house.get("/s/inside.txt").text()).isEqualTo("0123456789");
            assertThat(house.get("/s/.well-known/security.txt").text()).isEqualTo("mail us");
        }
    }

    @Test
    void aFolderAtTheRootServesNoDescriptors() throws IOException {
        try (var house = house(
                new Handler.StaticFiles("/named", "app.yaml", "app.yaml", "", false, FileOptions.NONE, Access.OPEN),
                new Handler.StaticDir("/", "", FileOptions.NONE, Access.OPEN))) {
            assertThat(house.get("/www/small.txt").status()).isEqualTo(200);
            assertThat(house.get("/app.yaml").status()).isEqualTo(404);
            assertThat(house.get("/named").text()).isEqualTo("secret");
        }
    }

    @Test
    void whereAFileNeedNotBeTheProgramIsAsked() throws IOException {
        try (var program = Program.echo();
                var house = House.with(new Places(program.port()), settings -> settings)) {
            house.serve(
                    bundle,
                    Sites.site("shop")
                            .version(
                                    "v1",
                                    new Handler.StaticFiles(
                                            "/(.*)", "www/\\1", "www/.*", "", true, FileOptions.NONE, Access.OPEN),
                                    Sites.EVERYTHING)
                            .build());
            assertThat(house.get("/small.txt").text()).isEqualTo("0123456789");
            assertThat(house.get("/other").text()).isEqualTo("GET /other ");
        }
    }

    @Test
    void aBundleThatIsNotHereYetIsAskedForAgain() throws IOException {
        try (var house = house(WHOLE_FOLDER)) {
            house.serve(null, Sites.site("shop").version("v1", WHOLE_FOLDER).build());
            var answer = house.get("/s/small.txt");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("retry-after")).isNotEmpty();
        }
    }

    @Test
    void bigFilesComeWholeAndInParts() throws IOException {
        var bytes = new byte[5_000_000];
        new Random(7).nextBytes(bytes);
        Files.write(bundle.resolve("www/big.bin"), bytes);
        try (var house = house(WHOLE_FOLDER);
                var visitor = house.visitor()) {
            var head = visitor.get("/s/big.bin").readHead();
            assertThat(head.header("content-length")).contains("5000000");
            assertThat(Wire.exactly(visitor.in(), bytes.length)).isEqualTo(bytes);
            visitor.send("GET /s/big.bin HTTP/1.1\r\nHost: shop.localhost\r\nRange: bytes=4999990-\r\n\r\n");
            assertThat(visitor.read().body().bytes()).hasSize(10).endsWith(bytes[4_999_999]);
            assertThat(house.broker().takeTraffic().loads().getFirst().bytesOut())
                    .isEqualTo(5_000_010);
        }
    }

    @Test
    void aSitesOwnPagesTellOfThePlatformsErrors() throws IOException {
        write("errors/busy.html", "own: busy");
        write("errors/any.html", "own: any");
        var pages = new ErrorHandler[] {
            new ErrorHandler(Optional.of("over_quota"), "errors/busy.html", Optional.empty()),
            new ErrorHandler(Optional.empty(), "errors/any.html", Optional.of("text/x-error"))
        };
        for (var reason : new Reason[] {Reason.OVERLOADED, Reason.CANNOT_START}) {
            var places = new Places(1).refuses(reason);
            try (var house = House.with(places, settings -> settings)) {
                house.serve(
                        bundle,
                        Sites.site("shop")
                                .errorPages(pages)
                                .version("v1", Sites.EVERYTHING)
                                .build());
                for (int i = 0; i < 2; i++) {
                    var answer = house.get("/", "If-None-Match: *", "Range: bytes=0-1");
                    assertThat(answer.status()).isEqualTo(503);
                    assertThat(answer.text()).isEqualTo(reason == Reason.OVERLOADED ? "own: busy" : "own: any");
                    assertThat(answer.header("cache-control")).isEqualTo("no-store");
                }
            }
        }
    }
}
