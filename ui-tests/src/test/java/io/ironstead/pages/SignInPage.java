package io.ironstead.pages;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;

/** What a one-time link opens. */
public final class SignInPage {
    private final Visit visit;

    public SignInPage(Visit visit) {
        this.visit = visit;
    }

    /** Uses the link up; afterwards the overview is open. */
    public void signIn() {
        var page = visit.page();
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("Sign in as .*")))
                .click();
        page.getByRole(AriaRole.NAVIGATION, new Page.GetByRoleOptions().setName("Main"))
                .waitFor();
        visit.signedIn();
    }
}
