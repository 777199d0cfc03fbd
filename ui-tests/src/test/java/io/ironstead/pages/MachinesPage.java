package io.ironstead.pages;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

/** The machines, and the panel by which one more joins. */
public final class MachinesPage {
    private static final double JOIN_LIMIT_MILLIS = 90_000;

    private final Page page;

    public MachinesPage(Visit visit) {
        page = visit.open("/machines").page();
    }

    /** Opens the panel and takes the command as the copy button gives it. */
    public String joinCommand() {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Add a machine"))
                .click();
        panel().getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Copy for a folder of Ironstead"))
                .click();
        return (String) page.evaluate("navigator.clipboard.readText()");
    }

    /** Waits until the panel says who has come. */
    public void awaitArrival(String machine) {
        panel().getByText(machine + " joined").waitFor(new Locator.WaitForOptions().setTimeout(JOIN_LIMIT_MILLIS));
    }

    public boolean lists(String machine) {
        return page.getByRole(
                                AriaRole.LINK,
                                new Page.GetByRoleOptions().setName(machine).setExact(true))
                        .count()
                > 0;
    }

    private Locator panel() {
        return page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Add a machine"));
    }
}
