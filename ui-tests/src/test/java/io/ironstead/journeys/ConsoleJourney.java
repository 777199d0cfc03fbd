package io.ironstead.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.pages.MachinesPage;
import io.ironstead.pages.SignInPage;
import io.ironstead.pages.SitePages;
import io.ironstead.pages.TenantsPage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What operators and tenants do at the console, each from its beginning to its end. */
@ExtendWith(OnStage.class)
@ResourceLock(OnStage.LOCK)
class ConsoleJourney {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    Path bundles;

    @Test
    void theFirstOperatorSignsInByTheLinkWhichWorksOnce(Stage stage) {
        var link = stage.ironstead().signInLink();
        try (var operator = stage.stranger()) {
            operator.open("/sites").picture("login");
            operator.follow(link).picture("sign-in");
            new SignInPage(operator).signIn();

            assertThat(operator.page().url())
                    .as("the page that was asked for")
                    .isEqualTo(stage.ironstead().console() + "/sites");
        }
        try (var late = stage.stranger().follow(link)) {
            assertThat(late.answer()).contains("does not work any more");
        }
    }

    @Test
    void aMachineJoinsWithTheCommandTheConsoleShows(Stage stage) {
        var shop = deploy(stage, "pooled", "v1", "from-any-node");
        try (var operator = stage.operator()) {
            var machines = new MachinesPage(operator);
            var command = machines.joinCommand();
            operator.picture("machines-add");
            try (var second = SecondMachine.join(command, "second")) {
                machines.awaitArrival("second");
                assertThat(machines.lists("second")).isTrue();
                operator.picture("machines");
                operator.open("/machines/second").picture("machine");

                Eventually.within(
                        LIMIT,
                        "the second node answers for every site",
                        () -> stage.ironstead()
                                .visitPort(second.httpPort(), shop, "/")
                                .body()
                                .equals("from-any-node"));
            }
            stage.ironstead().api("DELETE", "machines/second", "");
        }
    }

    @Test
    void aSiteIsCreatedFilledByUploadOpenedAndWatched(Stage stage) {
        try (var operator = stage.operator()) {
            var pages = new SitePages(operator);
            operator.open("/sites").picture("sites-first");
            pages.create("fresh");
            operator.picture("deploy-empty");
            pages.upload(Bundles.greeting(bundles, "good-morning"));
            pages.awaitSentence("fresh v1 is deployed");
            operator.page().getByText("v1 takes all traffic").first().waitFor();
            operator.picture("deploy");

            assertThat(pages.openedSite()).isEqualTo("good-morning");

            pages.openOverview("fresh");
            var before = pages.chart();
            for (int visit = 0; visit < 40; visit++) {
                stage.ironstead().visit("fresh", "/page-" + visit);
            }
            Eventually.within(
                    LIMIT,
                    "the figure counts the visits",
                    () -> !pages.figure("Requests").startsWith("0"));
            Eventually.within(LIMIT, "the chart has moved", () -> !pages.chart().equals(before));
            operator.picture("site");
            operator.open("/sites/fresh/logs")
                    .page()
                    .getByText("visited /page-39")
                    .first()
                    .waitFor();
            operator.picture("logs");
        }
    }

    @Test
    void trafficIsSharedByTwoVersionsAndRolledBack(Stage stage) {
        deploy(stage, "split", "v1", "one");
        deploy(stage, "split", "v2", "two");
        try (var operator = stage.operator()) {
            var pages = new SitePages(operator);

            pages.shareTraffic("split", "v1", 50);
            operator.picture("versions");
            Eventually.within(
                    LIMIT, "both versions answer", () -> answers(stage, "split").equals("[one, two]"));

            pages.rollBack("split");
            Eventually.within(
                    LIMIT, "one version answers", () -> answers(stage, "split").equals("[two]"));
        }
    }

    private static String answers(Stage stage, String site) {
        var words = new TreeSet<String>();
        for (int visit = 0; visit < 20; visit++) {
            words.add(stage.ironstead().visit(site, "/").body());
        }
        return words.toString();
    }

    @Test
    void aBrokenBundleShowsItsReason(Stage stage) {
        try (var operator = stage.operator()) {
            var pages = new SitePages(operator);
            pages.create("broken");

            pages.upload(Bundles.brokenYaml(bundles));
            pages.awaitSentence("Deploying broken failed");

            assertThat(pages.failure()).contains("app.yaml").containsIgnoringCase("line");
            operator.picture("deploy-failed");

            pages.openDeploy("broken");
            pages.drop(Bundles.crashing(bundles));
            pages.awaitSentence("Deploying broken v1 failed");
            assertThat(pages.failure()).contains("no database here");
        }
    }

    @Test
    void aTenantSeesItsOwnSitesOnly(Stage stage) {
        deploy(stage, "secret", "v1", "hush");
        String link;
        try (var operator = stage.operator()) {
            var people = new TenantsPage(operator);
            people.createTenant("acme");
            link = people.createPerson("ann", "acme");
            operator.picture("tenants");
        }
        try (var ann = stage.stranger().follow(link)) {
            new SignInPage(ann).signIn();
            ann.picture("tenant-first");
            new SitePages(ann).create("anns");
            ann.open("/sites").picture("tenant-sites");
            assertThat(ann.page().getByText("secret").count()).isZero();

            ann.expecting("answer 404").expecting("status of 404");
            ann.open("/sites/secret").picture("not-found");
            assertThat(ann.answer()).containsIgnoringCase("no ");
            ann.open("/sites/secret/versions");
            assertThat(ann.page().content()).doesNotContain("hush");

            ann.expecting("answer 403").expecting("status of 403");
            ann.open("/machines").picture("refused");
            assertThat(ann.answer()).contains("for operators");
        }
    }

    @Test
    void aVisitorSignsInToASiteWithTheAccountOfTheConsole(Stage stage) {
        var ironstead = stage.ironstead();
        ironstead
                .run("deploy", Bundles.members(bundles).toString(), "--site", "club", "--version", "v1")
                .mustSucceed();
        var club = ironstead.addressOf("club");
        String link;
        try (var operator = stage.operator()) {
            var people = new TenantsPage(operator);
            people.createTenant("guests");
            link = people.createPerson("bea", "guests");
        }
        try (var bea = stage.stranger()) {
            bea.follow(club + "/members?from=outside");
            assertThat(bea.answer()).as("the console asks who it is").isEqualTo("Sign in");
            bea.follow(link);
            bea.page().getByText("Sign in as bea").click();
            bea.page().getByText("Go on as bea").waitFor();
            bea.picture("site-sign-in");
            bea.page().getByText("Go on as bea").click();
            bea.page().waitForURL(club + "/members?from=outside");
            assertThat(bea.text()).isEqualTo("bea@localhost 0 localhost /members?from=outside");

            assertThat(bea.follow(club + "/").text()).isEqualTo("bea@localhost 0 localhost /");
            assertThat(bea.follow(club + "/office").text()).contains("Not open to you");
            bea.expecting("answer 403").expecting("status of 403");

            assertThat(bea.follow(club + "/_ah/logout?continue=/").text()).isEqualTo("- - - /");
            bea.follow(club + "/members");
            bea.page().getByText("Go on as bea").waitFor();
        }
        try (var operator = stage.operator()) {
            operator.follow(club + "/office");
            operator.page().getByText("Go on as operator").click();
            operator.page().waitForURL(club + "/office");
            assertThat(operator.text()).isEqualTo("operator@localhost 1 localhost /office");
            ironstead.api("DELETE", "users/bea", "");
        }
    }

    @Test
    void everyOtherPageIsDrawn(Stage stage) {
        deploy(stage, "drawn", "v1", "hello");
        stage.ironstead().visit("drawn", "/");
        try (var operator = stage.operator()) {
            operator.open("/").picture("overview");
            operator.open("/sites").picture("sites");
            for (var tab : new String[] {"instances", "domains", "settings"}) {
                operator.open("/sites/drawn/" + tab).picture("site-" + tab);
            }
            operator.open("/audit").picture("audit");
            operator.open("/settings").picture("settings");
        }
    }

    private String deploy(Stage stage, String site, String version, String word) {
        stage.ironstead()
                .run("deploy", Bundles.greeting(bundles, word).toString(), "--site", site, "--version", version)
                .mustSucceed();
        return site;
    }
}
