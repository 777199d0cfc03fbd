package io.ironstead.pages;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

/** A site's Tasks tab. */
public final class TasksPage {
    private final Visit visit;
    private final Page page;

    public TasksPage(Visit visit) {
        this.visit = visit;
        page = visit.page();
    }

    public TasksPage open(String site) {
        visit.open("/sites/" + site + "/tasks");
        return this;
    }

    /** Waits until the queue's row, or the job's, says these words beside each other or apart. */
    public void await(String table, String row, String... words) {
        var line = row(table, row);
        for (String word : words) {
            line = line.filter(new Locator.FilterOptions().setHasText(word));
        }
        line.waitFor();
    }

    /** Waits for the queue's number of tasks, which the page learns by itself. */
    public void awaitDepth(String queue, int tasks) {
        row("Queues", queue)
                .locator("td[data-l=tasks]")
                .getByText(Integer.toString(tasks), new Locator.GetByTextOptions().setExact(true))
                .waitFor();
    }

    public Locator row(String table, String words) {
        return page.getByRole(
                        AriaRole.TABLE,
                        new Page.GetByRoleOptions().setName(table).setExact(true))
                .locator("tbody tr")
                .filter(new Locator.FilterOptions().setHasText(words));
    }

    public void press(String button) {
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(button).setExact(true))
                .click();
    }

    /** What the open question says will happen. */
    public String question() {
        return page.getByRole(AriaRole.DIALOG).locator("p").innerText();
    }

    public void awaitText(String text) {
        page.getByText(text).first().waitFor();
    }
}
