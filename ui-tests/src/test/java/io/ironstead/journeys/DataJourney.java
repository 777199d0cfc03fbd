package io.ironstead.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.WaitForSelectorState;
import io.ironstead.pages.DatastorePage;
import io.ironstead.pages.SitePages;
import io.ironstead.pages.TasksPage;
import io.ironstead.pages.Visit;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What people do at the console with what sites have stored and put off. */
@ExtendWith(OnStage.class)
@ResourceLock(OnStage.LOCK)
class DataJourney {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int ITEMS = 30;

    @TempDir
    Path folder;

    @Test
    void entitiesAreFoundChangedDeletedExportedAndImported(Stage stage) throws Exception {
        stage.ironstead()
                .run("deploy", Bundles.indexed(folder).toString(), "--site", "shelf", "--version", "v1")
                .mustSucceed();
        store(stage, "shelf");
        try (var operator = stage.operator()) {
            var data = new DatastorePage(operator).open("shelf");
            assertThat(data.keys("1 to 25")).hasSize(25).contains("Item \"i07\"");
            operator.picture("datastore");
            data.press("Next");
            assertThat(data.keys("26 to 30")).hasSize(ITEMS - 25);
            data.press("Previous");
            data.keys("1 to 25");

            data.choose("Note");
            assertThat(data.keys("1 to 1")).containsExactly("Note \"first\"");

            data.ask("SELECT * FROM Item WHERE price > 27 ORDER BY price");
            assertThat(data.keys("1 to 2")).containsExactly("Item \"i28\"", "Item \"i29\"");
            data.ask("SELECT * FROM Item WHERE");
            data.entities().waitFor(hidden());
            operator.picture("datastore-refused");

            data.ask("SELECT * FROM Item WHERE colour = 'red' ORDER BY price DESC");
            data.keys("1 to 15");
            change(operator, data);
            delete(operator, data);
            indexes(operator, data);
            roundTrip(stage, operator, data);
        }
    }

    private static void change(Visit operator, DatastorePage data) {
        var sheet = data.sheet("Item \"i28\"");
        operator.picture("datastore-entity");
        sheet.getByLabel("Value").nth(1).fill("dear");
        sheet.getByText("Save", exact()).click();
        sheet.getByText("This is no whole number of 64 bits.").first().waitFor();
        assertThat(sheet.getByLabel("Value").nth(1).isVisible())
                .as("a refused value keeps the sheet open")
                .isTrue();
        sheet.getByLabel("Value").nth(1).fill("1000");
        sheet.getByText("Save", exact()).click();
        data.awaitText("Saved.");
        data.entities().getByText("1000").waitFor();
    }

    private static void delete(Visit operator, DatastorePage data) {
        data.sheet("Item \"i26\"").getByText("Delete…").click();
        data.awaitText("cannot be brought back but from an export");
        data.press("Keep it");
        operator.page().getByText("Delete…").click();
        data.press("Delete the entity");
        data.awaitText("Deleted.");
        assertThat(data.keys("1 to 14")).doesNotContain("Item \"i26\"");
    }

    private static void indexes(Visit operator, DatastorePage data) {
        data.open("shelf");
        data.table("Composite indexes")
                .locator("tbody tr")
                .filter(new Locator.FilterOptions().setHasText("size, price"))
                .waitFor();
        data.table("Missing indexes").getByText("colour, price descending").waitFor();
        operator.picture("datastore-indexes");
    }

    private void roundTrip(Stage stage, Visit operator, DatastorePage data) throws IOException {
        var file = data.export(folder);
        assertThat(Files.readAllLines(file)).anyMatch(line -> line.contains("i28"));
        data.awaitText("30 entities exported.");

        new SitePages(operator).create("copy");
        data.open("copy");
        data.awaitText("Nothing is stored yet");
        operator.picture("datastore-empty");
        data.load(file);
        data.awaitText("30 entities imported.");
        data.keys("1 to 25");
        data.ask("SELECT * FROM Item WHERE price = 1000");
        assertThat(data.keys("1 to 1")).containsExactly("Item \"i28\"");
        operator.picture("datastore-imported");
    }

    private static Locator.WaitForOptions hidden() {
        return new Locator.WaitForOptions().setState(WaitForSelectorState.HIDDEN);
    }

    private static Locator.GetByTextOptions exact() {
        return new Locator.GetByTextOptions().setExact(true);
    }

    /** As a program on this machine does, by Cloud Datastore's JSON. */
    private static void store(Stage stage, String site) throws Exception {
        var items = IntStream.range(0, ITEMS)
                .mapToObj(i -> entity("Item", "i%02d".formatted(i), """
                        "colour":{"stringValue":"%s"},"price":{"integerValue":"%d"},"size":{"doubleValue":%d.5}""".formatted(i % 2 == 0 ? "red" : "blue", i, i)))
                .collect(Collectors.joining(","));
        var note = entity("Note", "first", "\"text\":{\"stringValue\":\"<b>remember</b>\"}");
        var address = "http://%s/v1/projects/%s:commit"
                .formatted(stage.ironstead().node().path("datastore").asString(), site);
        var answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(address))
                                .timeout(LIMIT)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(
                                        "{\"mode\":\"NON_TRANSACTIONAL\",\"mutations\":[" + items + "," + note + "]}"))
                                .build(),
                        BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static String entity(String kind, String name, String properties) {
        return """
                {"upsert":{"key":{"path":[{"kind":"%s","name":"%s"}]},"properties":{%s}}}""".formatted(kind, name, properties);
    }

    @Test
    void queuesAreHeldLetGoOnAndPurgedAndJobsRun(Stage stage) {
        var ironstead = stage.ironstead();
        ironstead
                .run("deploy", Bundles.tasks(folder).toString(), "--site", "mill", "--version", "v1")
                .mustSucceed();
        assertThat(ironstead.visit("mill", "/").body()).isEqualTo("0 done");
        try (var operator = stage.operator()) {
            var tasks = new TasksPage(operator).open("mill");
            tasks.await("Queues", "grind", "5/s", "goes on");
            tasks.press("Pause grind");
            tasks.await("Queues", "grind", "paused");
            assertThat(ironstead.visit("mill", "/put?tasks=3").body()).isEqualTo("200 200 200");
            tasks.awaitDepth("grind", 3);

            tasks.press("grind");
            tasks.awaitText("Tasks of grind");
            operator.picture("tasks");
            tasks.press("Run now corn-0");
            done(stage, 1);
            tasks.awaitDepth("grind", 2);
            tasks.press("Resume grind");
            tasks.await("Queues", "grind", "goes on");
            done(stage, 3);
            tasks.awaitDepth("grind", 0);
            tasks.awaitText("None waits.");

            tasks.press("Pause grind");
            tasks.await("Queues", "grind", "paused");
            ironstead.visit("mill", "/put?tasks=2&name=rye");
            tasks.awaitDepth("grind", 2);
            tasks.press("Purge grind");
            assertThat(tasks.question()).contains("2 now");
            operator.picture("tasks-purge");
            tasks.press("Keep it");
            tasks.press("Purge grind");
            tasks.press("Purge");
            tasks.awaitText("2 tasks of grind ended.");
            tasks.awaitDepth("grind", 0);
            done(stage, 3);

            tasks.await("Scheduled jobs", "/nightly", "every day 04:30", "never");
            tasks.press("Run now /nightly");
            tasks.await("Scheduled jobs", "/nightly", "200");
            done(stage, 4);
            tasks.press("Run now /broken");
            tasks.await("Scheduled jobs", "/broken", "answered 500");
            operator.picture("tasks-jobs");
        }
    }

    private static void done(Stage stage, int tasks) {
        Eventually.within(
                LIMIT,
                tasks + " done",
                () -> stage.ironstead().visit("mill", "/").body().equals(tasks + " done"));
    }
}
