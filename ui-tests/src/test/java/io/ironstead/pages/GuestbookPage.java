package io.ironstead.pages;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;

/** Either of the two guestbooks among the samples. */
public final class GuestbookPage {
    private final Visit visit;
    private final Page page;

    public GuestbookPage(Visit visit) {
        this.visit = visit;
        page = visit.page();
        visit.open("/");
    }

    /** Signs by the form; afterwards the entry stands at the top. */
    public GuestbookPage sign(String name, String words) {
        page.getByLabel("Your name").fill(name);
        page.locator("textarea").fill(words);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign"))
                .click();
        page.waitForURL("**/#entry-*");
        return this;
    }

    /** What the entries on this page say, newest first. */
    public List<String> words() {
        return page.locator("article .words").allInnerTexts();
    }

    public String lead() {
        return page.locator("header p").first().innerText();
    }

    public GuestbookPage older() {
        page.getByText("Older entries").click();
        page.waitForURL("**/?after=*");
        return this;
    }
}
