package io.ironstead.pages;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.List;

/** A site's Datastore tab. */
public final class DatastorePage {
    private final Visit visit;
    private final Page page;

    public DatastorePage(Visit visit) {
        this.visit = visit;
        page = visit.page();
    }

    /** Opens the tab and waits for its rows or for the sentence that stands for them. */
    public DatastorePage open(String site) {
        visit.open("/sites/" + site + "/datastore");
        page.locator(".entities").locator("table, h2, h3, .empty").first().waitFor();
        return this;
    }

    public void choose(String kind) {
        page.getByLabel("Kind").first().click();
        page.getByRole(
                        AriaRole.OPTION,
                        new Page.GetByRoleOptions().setName(kind).setExact(true))
                .click();
    }

    public void ask(String gql) {
        page.getByLabel("Query").fill(gql);
        button("Run").click();
    }

    public void press(String button) {
        button(button).click();
    }

    /** The keys on this page once the line below them says so. */
    public List<String> keys(String place) {
        page.locator(".pages").getByText(place).waitFor();
        return entities().locator("td.key").allInnerTexts().stream()
                .map(String::strip)
                .toList();
    }

    public Locator entities() {
        return table("Entities");
    }

    /** Opens an entity's sheet. */
    public Locator sheet(String key) {
        entities().getByText(key, new Locator.GetByTextOptions().setExact(true)).click();
        var sheet = page.getByRole(AriaRole.DIALOG);
        sheet.getByLabel("Property").first().waitFor();
        return sheet;
    }

    public Locator table(String name) {
        return page.getByRole(
                AriaRole.TABLE, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** Follows Export and keeps the file. */
    public Path export(Path folder) {
        var download = page.waitForDownload(() -> page.getByRole(
                        AriaRole.LINK,
                        new Page.GetByRoleOptions().setName("Export").setExact(true))
                .click());
        var file = folder.resolve(download.suggestedFilename());
        download.saveAs(file);
        return file;
    }

    public void load(Path file) {
        page.locator("vaadin-upload input[type=file]").setInputFiles(file);
    }

    public void awaitText(String text) {
        page.getByText(text).first().waitFor();
    }

    private Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }
}
