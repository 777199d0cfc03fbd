package io.ironstead.pages;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

/** Tenants and the people who may sign in. */
public final class TenantsPage {
    private final Page page;

    public TenantsPage(Visit visit) {
        page = visit.open("/tenants").page();
    }

    public void createTenant(String name) {
        page.getByLabel("New tenant").fill(name);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Create the tenant"))
                .click();
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Delete… " + name))
                .waitFor();
    }

    /** Creates somebody of a tenant, and returns the link to be handed over. */
    public String createPerson(String name, String tenant) {
        page.getByLabel("New person").fill(name);
        page.locator("vaadin-select")
                .filter(new Locator.FilterOptions().setHasText("Role"))
                .click();
        page.getByRole(AriaRole.OPTION, new Page.GetByRoleOptions().setName("sees the sites of " + tenant))
                .click();
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Create and make a link"))
                .click();
        var panel = page.getByRole(AriaRole.STATUS).filter(new Locator.FilterOptions().setHasText("Give this link"));
        return panel.locator("code").innerText();
    }
}
