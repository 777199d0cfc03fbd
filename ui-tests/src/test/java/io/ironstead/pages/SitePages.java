package io.ironstead.pages;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.List;

/** The list of sites, and the tabs of one site. */
public final class SitePages {
    private static final double DEPLOY_LIMIT_MILLIS = 120_000;

    private final Visit visit;
    private final Page page;

    public SitePages(Visit visit) {
        this.visit = visit;
        page = visit.page();
    }

    /** Creates a site by its form; afterwards its Deploy tab is open. */
    public void create(String name) {
        visit.open("/sites");
        button("Create a site").click();
        page.getByLabel("Name").fill(name);
        button("Create").click();
        page.waitForURL("**/sites/" + name + "/deploy");
    }

    public void openDeploy(String site) {
        visit.open("/sites/" + site + "/deploy");
    }

    /** Gives an archive to the upload of the page that is open. */
    public void upload(Path archive) {
        page.locator("vaadin-upload input[type=file]").setInputFiles(archive);
    }

    /** Drags an archive from outside over the upload and drops it, through the browser's own input. */
    public void drop(Path archive) {
        var place = page.locator("vaadin-upload").boundingBox();
        var data = new JsonObject();
        data.add("items", new JsonArray());
        data.add("files", JsonParser.parseString("[\"" + archive + "\"]"));
        data.addProperty("dragOperationsMask", 1);
        var devTools = page.context().newCDPSession(page);
        for (var type : List.of("dragEnter", "dragOver", "drop")) {
            var event = new JsonObject();
            event.addProperty("type", type);
            event.addProperty("x", place.x + place.width / 2);
            event.addProperty("y", place.y + place.height / 2);
            event.add("data", data);
            devTools.send("Input.dispatchDragEvent", event);
        }
        devTools.detach();
    }

    /** Waits until the page's sentence says how the deploy has ended. */
    public void awaitSentence(String sentence) {
        page.getByRole(
                        AriaRole.HEADING,
                        new Page.GetByRoleOptions().setName(sentence).setLevel(1))
                .waitFor(new Locator.WaitForOptions().setTimeout(DEPLOY_LIMIT_MILLIS));
    }

    /** What the failed step says: cause, advice and the end of its output. */
    public String failure() {
        return page.getByRole(AriaRole.ALERT)
                .filter(new Locator.FilterOptions().setHasText("Cause"))
                .innerText();
    }

    /** Follows the site's own address, as a click on Open does, and reads what a visitor sees. */
    public String openedSite() {
        var opened = page.waitForPopup(() -> page.getByRole(
                        AriaRole.LINK,
                        new Page.GetByRoleOptions().setName("Open").setExact(true))
                .click());
        opened.waitForLoadState();
        var text = opened.locator("body").innerText();
        opened.close();
        return text;
    }

    public void openOverview(String site) {
        visit.open("/sites/" + site);
    }

    public String figure(String name) {
        return page.getByRole(
                        AriaRole.GROUP,
                        new Page.GetByRoleOptions().setName(name).setExact(true))
                .locator(".dd")
                .innerText()
                .strip();
    }

    /** The picture that the first load chart shows now. */
    public String chart() {
        return (String) page.locator("load-chart canvas").first().evaluate("canvas => canvas.toDataURL()");
    }

    /** Gives each of two versions its share of the visitors, by chance. */
    public void shareTraffic(String site, String version, int percent) {
        visit.open("/sites/" + site + "/versions");
        button("Share traffic…").click();
        page.getByLabel(version + " percent").fill(Integer.toString(percent));
        page.getByText("chance, each request").click();
        page.getByText("Together 100 %").waitFor();
        button("Share traffic so").click();
        page.getByText(version + " " + percent + " %").first().waitFor();
    }

    public void rollBack(String site) {
        visit.open("/sites/" + site + "/versions");
        button("Roll back").click();
        page.getByText("Rolled back:").waitFor();
    }

    private Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }
}
