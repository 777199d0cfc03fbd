package io.ironstead.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.broker.fake.House;
import io.ironstead.broker.fake.Places;
import io.ironstead.broker.fake.Program;
import io.ironstead.broker.fake.Sites;
import io.ironstead.broker.fake.Visitor;
import io.ironstead.model.VersionId;
import io.ironstead.model.app.Handler;
import io.ironstead.model.app.Handler.Access;
import io.ironstead.model.app.Handler.Login;
import io.ironstead.model.app.Handler.Secure;
import io.ironstead.model.app.Runtime;
import io.ironstead.model.control.TrafficSplit;
import io.ironstead.model.control.TrafficSplit.By;
import io.ironstead.model.control.TrafficSplit.Share;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoutingTest {

    private static Visitor.Answer ask(House house, String host, String path) throws IOException {
        try (var visitor = house.visitor()) {
            return visitor.send("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                    .read();
        }
    }

    @Test
    void anUnknownNameSaysNothingOfTheOthers() throws IOException {
        try (var house = House.shop(1)) {
            var answer = ask(house, "nobody.localhost", "/");
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.text()).contains("No site answers to this name").doesNotContain("shop", "nobody");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop.localhost:8000", "SHOP.LocalHost", "shop.localhost.", "www.shop.example:1"})
    void aNameIsTheSameInAnyCaseAndWithAPort(String host) throws IOException {
        try (var program = Program.echo();
                var house = House.with(
                        new Places(program.port()),
                        settings -> settings,
                        Sites.site("shop")
                                .domain("www.shop.example")
                                .version("v1", Sites.EVERYTHING)
                                .build())) {
            assertThat(ask(house, host, "/").status()).isEqualTo(200);
            assertThat(program.heads().getFirst().all("host")).containsExactly(host);
        }
    }

    @Test
    void aSuspendedSiteIsPausedAndAskedOfNobody() throws IOException {
        try (var house = House.with(
                new Places(1),
                settings -> settings,
                Sites.site("shop").suspended().version("v1", Sites.EVERYTHING).build())) {
            assertThat(house.get("/").status()).isEqualTo(503);
            assertThat(house.places().given()).isZero();
        }
    }

    @Test
    void newRoutesTakeTheNextRequestOfAnOpenConnection() throws IOException {
        try (var program = Program.echo();
                var house = House.shop(program.port());
                var visitor = house.visitor()) {
            assertThat(visitor.get("/").read().status()).isEqualTo(200);
            house.serve(null, Sites.site("shop").version("v2", Sites.EVERYTHING).build());
            assertThat(visitor.get("/").read().status()).isEqualTo(200);
            house.serve(null);
            assertThat(visitor.get("/").read().status()).isEqualTo(404);

            assertThat(house.places().asked()).containsExactly(Sites.shopVersion("v1"), Sites.shopVersion("v2"));
        }
    }

    private static House split(By by, int port) throws IOException {
        var split =
                new TrafficSplit(by, List.of(new Share(new VersionId("v1"), 500), new Share(new VersionId("v2"), 500)));
        return House.with(
                new Places(port),
                settings -> settings,
                Sites.site("shop")
                        .version("default", "v1", true, Sites.EVERYTHING)
                        .version("default", "v2", true, Sites.EVERYTHING)
                        .split("default", split)
                        .build());
    }

    @Test
    void aVisitorKeepsHisVersionByAddress() throws IOException {
        try (var program = Program.echo();
                var house = split(By.IP, program.port())) {
            for (int i = 0; i < 20; i++) {
                house.get("/");
            }
            assertThat(new HashSet<>(house.places().asked())).hasSize(1);
        }
    }

    @Test
    void aVisitorKeepsHisVersionByCookie() throws IOException {
        try (var program = Program.echo();
                var house = split(By.COOKIE, program.port())) {
            assertThat(house.get("/", "Cookie: a=b; GOOGAPPUID=499").head().has("set-cookie"))
                    .isFalse();
            house.get("/", "Cookie: GOOGAPPUID=500");
            assertThat(house.places().asked()).containsExactly(Sites.shopVersion("v1"), Sites.shopVersion("v2"));

            var cookie = house.get("/", "Cookie: GOOGAPPUID=x500").header("set-cookie");
            assertThat(cookie).matches("GOOGAPPUID=[0-9]{1,3}; Path=/; HttpOnly; SameSite=Lax");
            var given = house.places().asked().getLast();
            for (int i = 0; i < 10; i++) {
                house.get("/", "Cookie: " + cookie.substring(0, cookie.indexOf(';')));
                assertThat(house.places().asked().getLast()).isEqualTo(given);
            }
        }
    }

    @Test
    void chanceChoosesAnewEachTime() throws IOException {
        try (var program = Program.echo();
                var house = split(By.RANDOM, program.port())) {
            for (int i = 0; i < 60; i++) {
                house.get("/");
            }
            assertThat(new HashSet<>(house.places().asked())).hasSize(2);
        }
    }

    private static House guarded(Access access, int port, Runtime runtime) throws IOException {
        return House.with(
                new Places(port),
                settings -> settings,
                Sites.site("shop")
                        .version(
                                "default",
                                "v1",
                                true,
                                runtime,
                                new Handler.Script("/admin/.*", "auto", access),
                                Sites.EVERYTHING)
                        .all("default", "v1")
                        .build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/admin/x",
                "/%61dmin/x",
                "//admin/x",
                "/a/../admin/x",
                "/admin%2Fx",
                "/./admin/./x",
                "/admin;v=1/x",
                "/;v/admin/x"
            })
    void whatNeedsASignInIsOpenToNobodyHoweverItIsSpelled(String path) throws IOException {
        for (var login : List.of(Login.ADMIN, Login.REQUIRED)) {
            try (var program = Program.echo();
                    var house = guarded(new Access(Secure.OPTIONAL, login, 302), program.port(), Runtime.JAVA)) {
                var answer = house.get(path, "X-AppEngine-QueueName: default", "X-AppEngine-User-Is-Admin: 1");
                assertThat(answer.status()).isEqualTo(403);
                assertThat(program.heads()).isEmpty();
                assertThat(house.get("/other").status()).isEqualTo(200);
            }
        }
    }

    @Test
    void withoutHttpsAPathThatShouldHaveItIsAnsweredAsItIs() throws IOException {
        try (var program = Program.echo();
                var house = guarded(new Access(Secure.ALWAYS, Login.OPTIONAL, 301), program.port(), Runtime.CUSTOM)) {
            assertThat(house.get("/admin/x").status()).isEqualTo(200);
        }
    }
}
