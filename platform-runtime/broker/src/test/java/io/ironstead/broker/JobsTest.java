package io.ironstead.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.broker.fake.House;
import io.ironstead.broker.fake.Places;
import io.ironstead.broker.fake.Program;
import io.ironstead.broker.fake.Sites;
import io.ironstead.model.SiteName;
import io.ironstead.model.app.Handler;
import io.ironstead.model.app.Handler.Access;
import io.ironstead.model.app.Handler.AuthFail;
import io.ironstead.model.app.Handler.Login;
import io.ironstead.model.app.Handler.Secure;
import io.ironstead.model.signin.JobsTicket;
import io.ironstead.model.signin.SigningKey;
import io.ironstead.model.signin.SiteSignIn;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may run functions in a site's instances. */
class JobsTest {
    private static final SiteSignIn CONSOLE =
            new SiteSignIn("http://console.example:8080", List.of(new SigningKey("k1", "a".repeat(43))), Set.of());
    private static final SiteSignIn STRANGER =
            new SiteSignIn("http://console.example:8080", List.of(new SigningKey("k1", "b".repeat(43))), Set.of());

    private Program program;
    private House house;
    private Instant later;

    @BeforeEach
    void start() throws IOException {
        program = Program.echo();
        // The program itself is for administrators only: its own rules have no say here.
        var script =
                new Handler.Script("/.*", "auto", new Access(Secure.OPTIONAL, Login.ADMIN, 302, AuthFail.REDIRECT));
        house = House.with(
                new Places(program.port()),
                settings -> settings,
                Sites.site("shop").version("v1", script).build());
        house.broker().signIn(Optional.of(CONSOLE));
        later = InstantSource.system().instant().plus(Duration.ofMinutes(5));
    }

    @AfterEach
    void stop() throws Exception {
        house.close();
        program.close();
    }

    private static String shown(JobsTicket ticket, SiteSignIn by) {
        return JobsTicket.HEADER + ": " + ticket.sign(by);
    }

    @Test
    void aTicketOfTheSiteOpensTheAddressOfJobsAndIsSeenByNoProgram() throws IOException {
        var ticket = new JobsTicket(new SiteName("shop"), later);

        assertThat(house.get(JobsTicket.PATH, shown(ticket, CONSOLE)).status()).isEqualTo(200);
        assertThat(program.heads().getLast().all("x-ironstead-jobs")).containsExactly("granted");
        // Nothing else: not the program's guarded pages, not the platform's other addresses.
        assertThat(house.get("/", shown(ticket, CONSOLE)).status()).isNotEqualTo(200);
        assertThat(house.get("/_ah/queue/deferred", shown(ticket, CONSOLE)).status())
                .isEqualTo(404);
        assertThat(house.get(JobsTicket.PATH + "/x", shown(ticket, CONSOLE)).status())
                .isEqualTo(404);
    }

    @Test
    void nothingElseOpensIt() throws IOException {
        var shop = new SiteName("shop");
        for (var header : List.of(
                "X-Ironstead-Jobs: granted",
                "X_Ironstead_Jobs: granted",
                shown(new JobsTicket(new SiteName("other"), later), CONSOLE),
                shown(new JobsTicket(shop, later), STRANGER),
                shown(new JobsTicket(shop, Instant.EPOCH), CONSOLE),
                shown(new JobsTicket(shop, later), CONSOLE) + "A")) {
            assertThat(house.get(JobsTicket.PATH, header).status()).as(header).isEqualTo(404);
        }
        house.broker().signIn(Optional.empty());
        assertThat(house.get(JobsTicket.PATH, shown(new JobsTicket(shop, later), CONSOLE))
                        .status())
                .isEqualTo(404);
        assertThat(program.heads()).isEmpty();
    }
}
