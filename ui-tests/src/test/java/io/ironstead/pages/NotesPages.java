package io.ironstead.pages;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;

/** The sample that keeps notes. */
public final class NotesPages {
    private final Visit visit;
    private final Page page;

    public NotesPages(Visit visit) {
        this.visit = visit;
        page = visit.page();
        visit.open("/");
    }

    public NotesPages write(String title, String text, String tags) {
        page.getByText("Write a note").click();
        page.getByLabel("Title").fill(title);
        page.getByLabel("Text").fill(text);
        page.getByLabel("Tags").fill(tags);
        return save();
    }

    public NotesPages change(String title, String text) {
        open(title);
        page.getByLabel("Text").fill(text);
        return save();
    }

    public NotesPages pin(String title) {
        open(title);
        page.getByLabel("Keep at the top").check();
        return save();
    }

    public NotesPages delete(String title) {
        open(title);
        button("Delete this note");
        return this;
    }

    private void open(String title) {
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(title))
                .click();
        page.waitForURL("**/notes/*");
    }

    private NotesPages save() {
        button("Save");
        return this;
    }

    private void button(String name) {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name))
                .click();
        page.getByText("Write a note").waitFor();
    }

    public List<String> titles() {
        return page.locator("li h2 a").allInnerTexts();
    }

    public List<String> tags() {
        return page.locator("nav a").allInnerTexts();
    }

    public List<String> titlesWith(String tag) {
        page.locator("nav").getByText(tag).click();
        page.waitForURL("**/?tag=" + tag);
        return titles();
    }

    public String textOf(String title) {
        open(title);
        var text = page.getByLabel("Text").inputValue();
        visit.open("/");
        return text;
    }
}
