package io.ironstead.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.broker.fake.House;
import io.ironstead.broker.fake.Program;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-AppEngine-User-Is-Admin",
                "x-appengine-user-is-admin",
                "X_AppEngine_User_Is_Admin",
                "X-AppEngine_QueueName",
                "X-Google-Internal-SkipAdminCheck",
                "x_google_internal_skipadmincheck",
                "X-Ironstead-Anything",
                "X-IRONSTEAD_TICKET",
                "Proxy",
                "Proxy-Authorization",
                "Keep-Alive",
                "Forwarded",
                "X_Forwarded_For",
                "X-Http2-Scheme",
                "Transfer_Encoding",
                "Content_Length"
            })
    void headersThatOnlyThePlatformMaySetDoNotPass(String name) throws IOException {
        try (var program = Program.echo();
                var house = House.shop(program.port())) {
            house.get("/", name + ": forged", "X-Own: kept");

            var head = program.heads().getFirst();
            assertThat(head.headers()).noneMatch(line -> line.contains("forged"));
            assertThat(head.all("x-own")).containsExactly("kept");
        }
    }

    @Test
    void thePlatformTellsTheProgramWhoAsks() throws IOException {
        try (var program = Program.echo();
                var house = House.shop(program.port())) {
            house.get(
                    "/",
                    "X-Forwarded-For: 6.6.6.6",
                    "X-Forwarded-Proto: https",
                    "X-Forwarded-Host: evil",
                    "X-AppEngine-User-IP: 0.1.0.3",
                    "X-Cloud-Trace-Context: mine/1;o=1");

            var head = program.heads().getFirst();
            assertThat(head.all("host")).containsExactly("shop.localhost");
            assertThat(head.all("x-forwarded-for")).containsExactly("127.0.0.1");
            assertThat(head.all("x-forwarded-proto")).containsExactly("http");
            assertThat(head.all("x-forwarded-host")).containsExactly("shop.localhost");
            assertThat(head.all("x-appengine-user-ip")).containsExactly("127.0.0.1");
            assertThat(head.all("x-appengine-https")).containsExactly("off");
            assertThat(head.all("x-appengine-country")).containsExactly("ZZ");
            assertThat(head.all("x-appengine-default-version-hostname")).containsExactly("shop.localhost");
            assertThat(head.all("x-appengine-timeout-ms")).containsExactly("600000");
            assertThat(head.header("x-appengine-request-id-hash").orElse("")).matches("[0-9a-f]{8}");
            assertThat(head.header("x-cloud-trace-context").orElse("")).matches("[0-9a-f]{32}/[0-9]{1,19};o=0");
        }
    }

    @Test
    void theVisitorsNumberIsTheProgramsLogId() throws IOException {
        try (var program = Program.echo();
                var house = House.shop(program.port());
                var visitor = house.visitor()) {
            var first = visitor.get("/").read().header("x-ironstead-request");
            var second = visitor.get("/").read().header("x-ironstead-request");

            assertThat(first).matches("[0-9a-f]{18}").isNotEqualTo(second);
            assertThat(program.heads())
                    .extracting(
                            head -> head.header("x-appengine-request-log-id").orElse(""))
                    .containsExactly(first, second);
        }
    }

    @Test
    void hopByHopHeadersEndHere() throws IOException {
        try (var program = Program.that(call -> call.send("""
                        HTTP/1.1 200 OK\r
                        Connection: X-Private, keep-alive\r
                        X-Private: 1\r
                        Keep-Alive: timeout=5\r
                        Proxy-Authenticate: Basic\r
                        X-AppEngine-BlobKey: abc\r
                        X_AppEngine_BlobRange: 1-2\r
                        X-Ironstead-Request: forged\r
                        X-Public: 1\r
                        Content-Length: 0\r
                        \r
                        """));
                var house = House.shop(program.port())) {
            var answer = house.get("/", "Connection: X-Secret, close", "X-Secret: 1", "TE: gzip");

            assertThat(program.heads().getFirst().headers())
                    .noneMatch(line -> line.toLowerCase().startsWith("x-secret") || line.startsWith("TE:"));
            assertThat(program.heads().getFirst().has("connection")).isFalse();
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(answer.header("x-public")).isEqualTo("1");
            assertThat(answer.head().all("x-ironstead-request")).hasSize(1).doesNotContain("forged");
            for (var name : List.of(
                    "x-private", "keep-alive", "proxy-authenticate", "x-appengine-blobkey", "x_appengine_blobrange")) {
                assertThat(answer.head().has(name)).as(name).isFalse();
            }
        }
    }

    @Test
    void everyAnswerCanExplainItself() throws IOException, InterruptedException {
        try (var program = Program.echo();
                var house = House.shop(program.port())) {
            var answer = house.get("/");
            assertThat(answer.header("x-ironstead-node")).isEqualTo("node-1");
            assertThat(answer.header("server-timing"))
                    .matches("queue;dur=[0-9]+\\.[0-9]{3}, wake;dur=0\\.000, app;dur=[0-9]+\\.[0-9]{3}");
            assertThat(answer.header("date")).isEqualTo("Sun, 01 Mar 2026 12:00:00 GMT");

            house.places().asleep();
            try (var visitor = house.visitor()) {
                visitor.get("/");
                assertThat(house.places().wake()).isTrue();
                assertThat(visitor.read().header("server-timing"))
                        .startsWith("queue;dur=0.000, wake;dur=")
                        .doesNotContain("wake;dur=0.000");
            }
        }
    }

    @Test
    void theDateOfAProgramIsKept() throws IOException {
        try (var program = Program.that(
                        call -> call.send("HTTP/1.1 200 OK\r\ndate: its own\r\nContent-Length: 0\r\n\r\n"));
                var house = House.shop(program.port())) {
            assertThat(house.get("/").head().all("date")).containsExactly("its own");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/_ah/start", "/_ah/stop", "/_ah/warmup", "/_ah/background", "/_ah/queue/deferred",
                "/_ah/queue/__deferred__", "/_ah/%73tart", "//_ah/start", "/x/../_ah/start", "/./_ah//queue/x",
                "/_ah/start?x=1"
            })
    void whatThePlatformAsksIsNotForVisitors(String path) throws IOException {
        try (var program = Program.echo();
                var house = House.shop(program.port())) {
            assertThat(house.get(path).status()).isEqualTo(404);
            assertThat(program.heads()).isEmpty();
        }
    }

    @Test
    void otherAddressesOfThatFolderAreThePrograms() throws IOException {
        try (var program = Program.echo();
                var house = House.shop(program.port())) {
            assertThat(house.get("/_ah/mail/me").status()).isEqualTo(200);
            assertThat(house.get("/_ah/startled").status()).isEqualTo(200);
        }
    }
}
