package io.ironstead.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.broker.fake.House;
import io.ironstead.broker.fake.Places;
import io.ironstead.broker.fake.Program;
import io.ironstead.broker.fake.Sites;
import io.ironstead.model.app.Handler;
import io.ironstead.model.app.Handler.Access;
import io.ironstead.model.app.Handler.AuthFail;
import io.ironstead.model.app.Handler.Login;
import io.ironstead.model.app.Handler.Secure;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests of the platform's own: tasks and scheduled jobs. */
class InsideTest {
    private Program program;
    private House house;

    @BeforeEach
    void start() throws IOException {
        program = Program.echo();
        house = House.with(
                new Places(program.port()),
                settings -> settings,
                Sites.site("shop")
                        .version(
                                "v1",
                                script("/admin/.*", Secure.ALWAYS, Login.ADMIN),
                                script("/.*", Secure.OPTIONAL, Login.OPTIONAL))
                        .build());
    }

    private static Handler script(String url, Secure secure, Login login) {
        return new Handler.Script(url, "auto", new Access(secure, login, 302, AuthFail.REDIRECT));
    }

    @AfterEach
    void stop() throws Exception {
        house.close();
        program.close();
    }

    @Test
    void sayWhatOnlyThePlatformMaySayAndComeFromItsAddress() throws IOException {
        var answer = house.get(
                "/_ah/queue/deferred",
                house.broker().insideHeader(),
                "X-AppEngine-QueueName: default",
                "X-Appengine-Cron: true",
                "X-Google-Internal-SkipAdminCheck: true");

        assertThat(answer.status()).isEqualTo(200);
        var head = program.heads().getFirst();
        assertThat(head.all("x-appengine-queuename")).containsExactly("default");
        assertThat(head.all("x-appengine-cron")).containsExactly("true");
        assertThat(head.all("x-appengine-user-ip")).containsExactly("0.1.0.2");
        assertThat(head.headers())
                .noneMatch(line -> line.toLowerCase(java.util.Locale.ROOT).contains("x-ironstead-inside"));
        assertThat(head.all("x-google-internal-skipadmincheck")).isEmpty();
        assertThat(house.office().minted().getLast().offline()).isTrue();
    }

    @Test
    void reachPagesOfAdministratorsAlthoughNobodyIsSignedIn() throws IOException {
        assertThat(house.get("/admin/x", house.broker().insideHeader()).status())
                .isEqualTo(200);
        assertThat(house.get("/admin/x").status()).isEqualTo(403);
    }

    @Test
    void areNotForgedByAnythingButTheKey() throws IOException {
        var key = house.broker().insideHeader();
        for (var forged : List.of(
                key.substring(0, key.length() - 1),
                key + "0",
                key.substring(0, key.indexOf(':') + 1),
                "X-Ironstead-Inside: true",
                key.replace('-', '_'))) {
            assertThat(house.get("/_ah/queue/deferred", forged, "X-AppEngine-QueueName: default")
                            .status())
                    .as(forged)
                    .isEqualTo(404);
            house.get("/", forged, "X-AppEngine-QueueName: default");
            assertThat(program.heads().getLast().all("x-appengine-queuename"))
                    .as(forged)
                    .isEmpty();
            assertThat(house.office().minted().getLast().offline()).isFalse();
        }
    }
}
