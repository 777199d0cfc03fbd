package io.ironstead.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.pages.Chromium;
import io.ironstead.pages.ClubPages;
import io.ironstead.pages.GuestbookPage;
import io.ironstead.pages.NotesPages;
import io.ironstead.pages.Visit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Somebody who sees Ironstead first: {@code up} brings the samples, and those that keep data keep it over a restart. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SamplesJourney {
    private static final Ironstead IRONSTEAD = Ironstead.inNewFolder("samples");
    private static final List<String> SITES =
            List.of("almanac", "club", "handbook", "java-guestbook", "ndb-notes", "palette", "python-guestbook", "qr");
    private static final Pattern SET_UP = Pattern.compile("/set-up/\\?key=\\S+");
    private static final String COX = "cox";
    private static final String PASSWORD = "eight-oars-9";
    private static final String HOSTILE = "<script>alert('x')</script> & \"quoted\"";

    private static Chromium chromium;
    private static Path pictures;

    @BeforeAll
    static void start() throws IOException {
        Pip.requireIndex();
        pictures = Files.createDirectories(Ironstead.work().resolve("screenshots"));
        IRONSTEAD.upWithSamples();
        var missing = new ArrayList<>(SITES);
        Eventually.within(Duration.ofMinutes(10), "every sample answers", () -> {
            missing.removeIf(site -> IRONSTEAD.visit(site, "/").statusCode() == 200);
            return missing.isEmpty();
        });
        chromium = new Chromium();
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
            IRONSTEAD.close();
        }
    }

    private static Visit visitTo(String site) {
        return new Visit(chromium, IRONSTEAD.addressOf(site), pictures);
    }

    @Test
    @Order(1)
    void bothGuestbooksAreSignedAndLeafedThrough() {
        for (var site : List.of("python-guestbook", "java-guestbook")) {
            try (var visit = visitTo(site)) {
                var book = new GuestbookPage(visit);
                visit.picture(site + "-empty");
                IntStream.rangeClosed(1, 9).forEach(n -> book.sign("Guest " + n, "Line " + n));
                book.sign("<b>Eve</b>", HOSTILE);

                assertThat(book.words()).as(site).hasSize(8).startsWith(HOSTILE, "Line 9", "Line 8");
                assertThat(book.lead()).as(site).startsWith("10 people have signed it");
                visit.picture(site);
                assertThat(book.older().words()).as(site).containsExactly("Line 2", "Line 1");
            }
        }
    }

    @Test
    @Order(2)
    void notesAreWrittenFoundByTagChangedAndDeleted() {
        try (var visit = visitTo("ndb-notes")) {
            var notes = new NotesPages(visit)
                    .write("Beans", "Sow after the last frost.", "garden, spring")
                    .write("Rake", "Lent to Tom", "garden tools")
                    .write(HOSTILE, HOSTILE, "");
            assertThat(notes.titles()).containsExactly(HOSTILE, "Rake", "Beans");
            assertThat(notes.tags()).containsExactly("everything", "garden", "spring", "tools");

            notes.pin("Beans").change("Rake", "Back again");
            assertThat(notes.titles()).containsExactly("Beans", "Rake", HOSTILE);
            visit.picture("ndb-notes");
            assertThat(notes.titlesWith("tools")).containsExactly("Rake");
            assertThat(notes.textOf("Rake")).isEqualTo("Back again");

            notes.delete(HOSTILE);
            assertThat(notes.titles()).containsExactly("Beans", "Rake");
        }
    }

    @Test
    @Order(3)
    void djangoTakesItsFirstAccountAndTheAdminSiteAddsMembers() {
        try (var visit = visitTo("club")) {
            var club = new ClubPages(visit).setUp(setUpLink(), COX, PASSWORD);
            assertThat(club.add("crew", Map.of("name", "Eight"))).contains("was added successfully");
            var ada = Map.of("name", "Ada", "email", "ada@example.org", "crew", "Eight", "since", "2020-05-01");
            assertThat(club.add("member", ada)).contains("was added successfully");
            assertThat(club.add("member", ada)).contains("Please correct the error");
            var regatta = Map.of("title", "Regatta", "place", HOSTILE, "starts_0", "2099-05-01", "starts_1", "18:00");
            assertThat(club.add("meeting", regatta)).contains("was added successfully");

            assertThat(club.listed("member", "")).containsExactly("Ada");
            assertThat(club.listed("member", "?q=ADA")).containsExactly("Ada");
            assertThat(club.listed("member", "?q=bo")).isEmpty();
            assertThat(club.comeToTheNextMeeting().whoComes()).isEqualTo(COX + " comes.");
            visit.picture("club");
            assertThat(club.members()).contains("1 member", "Eight", "ada@example.org");
            visit.picture("club-members");
            assertThat(club.signOut().whoComes()).isEqualTo("1 comes.");
        }
    }

    /** Whoever can read the site's log may make the first account. */
    private static String setUpLink() {
        for (var line : IRONSTEAD.api("GET", "sites/club/logs", "")) {
            var link = SET_UP.matcher(line.path("text").asString());
            if (link.find()) {
                return link.group();
            }
        }
        throw new AssertionError("No link to the first account in the log");
    }

    @Test
    @Order(4)
    void aFormThatWasNotMadeByThePageIsRefused() {
        for (var site : List.of("python-guestbook", "java-guestbook")) {
            assertThat(IRONSTEAD.post(site, "/sign", "name=Eve&words=forged").statusCode())
                    .as(site)
                    .isEqualTo(403);
        }
        assertThat(IRONSTEAD.post("ndb-notes", "/new", "title=forged").statusCode())
                .isEqualTo(403);
        assertThat(IRONSTEAD
                        .post("club", "/sign-in/", "username=cox&password=" + PASSWORD)
                        .statusCode())
                .isEqualTo(403);
        assertThat(IRONSTEAD.visit("club", "/set-up/?key=guessed").statusCode()).isEqualTo(404);
    }

    @Test
    @Order(5)
    void everythingIsThereAfterARestart() {
        IRONSTEAD.run("down").mustSucceed();
        IRONSTEAD.up();

        for (var site : List.of("python-guestbook", "java-guestbook")) {
            try (var visit = visitTo(site)) {
                var book = new GuestbookPage(visit);
                assertThat(book.words()).as(site).startsWith(HOSTILE, "Line 9");
                assertThat(book.sign("Later", "Still here").words()).as(site).startsWith("Still here", HOSTILE);
                assertThat(book.lead()).as(site).startsWith("11 people");
            }
        }
        try (var visit = visitTo("ndb-notes")) {
            assertThat(new NotesPages(visit).titles()).containsExactly("Beans", "Rake");
        }
        try (var visit = visitTo("club")) {
            var club = new ClubPages(visit).signIn(COX, PASSWORD);
            assertThat(club.whoComes()).isEqualTo(COX + " comes.");
            assertThat(club.members()).contains("Ada");
        }
    }
}
