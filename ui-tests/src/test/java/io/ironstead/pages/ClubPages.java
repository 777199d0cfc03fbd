package io.ironstead.pages;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.SelectOption;
import java.util.List;
import java.util.Map;

/** The sample on Django: its own pages, and Django's administration. */
public final class ClubPages {
    private final Visit visit;
    private final Page page;

    public ClubPages(Visit visit) {
        this.visit = visit;
        page = visit.page();
    }

    /** Makes the first account; afterwards the administration is open. */
    public ClubPages setUp(String path, String name, String password) {
        visit.open(path);
        page.getByLabel("Username").fill(name);
        page.getByLabel("Password", new Page.GetByLabelOptions().setExact(true)).fill(password);
        page.getByLabel("Password confirmation").fill(password);
        button(page.locator("main"), "Make it");
        page.waitForURL("**/admin/");
        return this;
    }

    public ClubPages signIn(String name, String password) {
        visit.open("/sign-in/");
        page.getByLabel("Username").fill(name);
        page.getByLabel("Password").fill(password);
        button(page.locator("main"), "Sign in");
        page.getByText("Sign out").waitFor();
        return this;
    }

    public ClubPages signOut() {
        visit.open("/");
        button(page.locator("header"), "Sign out");
        page.getByText("Sign in").first().waitFor();
        return this;
    }

    /** @return what Django says to it */
    public String add(String model, Map<String, String> fields) {
        visit.open("/admin/club/" + model + "/add/");
        fields.forEach((name, value) -> {
            var field = page.locator("[name=" + name + "]");
            if ("SELECT".equals(field.evaluate("element => element.tagName"))) {
                field.selectOption(new SelectOption().setLabel(value));
            } else {
                field.fill(value);
            }
        });
        page.locator("[name=_save]").click();
        return page.locator(".messagelist, .errornote").first().innerText();
    }

    /** The first column of Django's list of what a query finds. */
    public List<String> listed(String model, String query) {
        visit.open("/admin/club/" + model + "/" + query);
        return page.locator("#result_list tbody th").allInnerTexts();
    }

    public ClubPages comeToTheNextMeeting() {
        visit.open("/");
        button(page.locator("main"), "I come");
        page.getByText("I cannot come after all").first().waitFor();
        return this;
    }

    public String whoComes() {
        visit.open("/");
        return page.locator(".who").first().innerText();
    }

    public String members() {
        visit.open("/members/");
        return page.locator("main").innerText();
    }

    private static void button(Locator where, String name) {
        where.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name))
                .click();
    }
}
