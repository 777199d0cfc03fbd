package io.ironstead.pages;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One person's browser window at the console. It writes down everything that went wrong behind the pages: errors on the
 * console, exceptions, refused or failed answers; {@link #close} fails when something of that was not expected.
 */
public final class Visit implements AutoCloseable {
    private static final int WIDE = 1440;
    private static final int NARROW = 390;
    private static final Set<String> GRAVE = Set.of("serious", "critical");

    private final BrowserContext context;
    private final Page page;
    private final String console;
    private final Path pictures;
    private final List<String> faults = new ArrayList<>();
    private final List<Pattern> expected = new ArrayList<>();
    private boolean signedIn;

    /** @param console the address the person goes to; answers from elsewhere are not the console's fault */
    public Visit(Chromium chromium, String console, Path pictures) {
        var options = new Browser.NewContextOptions()
                .setViewportSize(WIDE, 900)
                .setColorScheme(ColorScheme.LIGHT)
                .setLocale("en-GB");
        this.console = console;
        this.pictures = pictures;
        context = chromium.browser().newContext(options);
        context.grantPermissions(List.of("clipboard-read", "clipboard-write"));
        // It only ends a journey that fails: a loaded machine is slow.
        context.setDefaultTimeout(120_000);
        page = context.newPage();
        watch(page);
    }

    private void watch(Page watched) {
        watched.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                faults.add("console: " + message.text() + " at " + message.location());
            }
        });
        watched.onPageError(error -> faults.add("page error: " + error));
        watched.onResponse(response -> {
            if (response.status() >= 400) {
                faults.add("answer " + response.status() + " to "
                        + response.request().method() + " " + response.url());
            }
        });
    }

    public Page page() {
        return page;
    }

    /** Opens a path of the console; somebody who has signed in must not be asked to do it again. */
    public Visit open(String path) {
        page.navigate(console + path);
        page.locator("h1").first().waitFor();
        if (signedIn && answer().equals("Sign in")) {
            throw new AssertionError("The session was lost on the way to " + path);
        }
        return this;
    }

    void signedIn() {
        signedIn = true;
    }

    /** Opens an address as it is, such as a sign-in link. */
    public Visit follow(String address) {
        page.navigate(address);
        return this;
    }

    /** All that is to be read on the page. */
    public String text() {
        return page.locator("body").innerText().strip();
    }

    /** From here on a fault with these words is what the journey is about. */
    public Visit expecting(String words) {
        expected.add(Pattern.compile(Pattern.quote(words)));
        return this;
    }

    /** The sentence that answers the page's question. */
    public String answer() {
        return page.locator("h1").first().innerText();
    }

    /** Saves the page in both schemes and both widths, and fails on a serious accessibility finding in any of them. */
    public Visit picture(String name) {
        for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            for (var width : List.of(WIDE, NARROW)) {
                page.setViewportSize(width, width == WIDE ? 900 : 844);
                page.waitForTimeout(400);
                var file = "%s-%d-%s.png".formatted(name, width, scheme.name().toLowerCase(java.util.Locale.ROOT));
                page.screenshot(new Page.ScreenshotOptions()
                        .setPath(pictures.resolve(file))
                        .setFullPage(true));
                checkAccess(name + " at " + width + " in " + scheme);
                checkWidth(name + " in " + scheme, width);
            }
        }
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        page.setViewportSize(WIDE, 900);
        return this;
    }

    /** Judges what stands still: a message that fades in or out has less contrast for as long as it does. */
    private void checkAccess(String where) {
        awaitStill();
        var found = graveFindings(where);
        if (!found.isEmpty()) {
            awaitStill();
            found.retainAll(graveFindings(where));
            faults.addAll(found);
        }
    }

    private List<String> graveFindings(String where) {
        return new AxeBuilder(page)
                .analyze().getViolations().stream()
                        .filter(rule -> GRAVE.contains(rule.getImpact()))
                        .flatMap(rule -> rule.getNodes().stream()
                                .map(node -> "axe: " + where + ": " + rule.getId() + ": " + rule.getHelp() + " "
                                        + node.getTarget()))
                        .collect(Collectors.toCollection(ArrayList::new));
    }

    private void awaitStill() {
        page.waitForFunction("""
                () => document.getAnimations().every(animation =>
                        animation.playState !== 'running'
                                || animation.effect.getComputedTiming().endTime === Infinity)
                """);
    }

    private void checkWidth(String where, int width) {
        var needed = ((Number) page.evaluate("document.documentElement.scrollWidth")).intValue();
        if (needed > width) {
            faults.add("layout: " + where + " is " + needed + " wide at " + width);
        }
    }

    /** What went wrong so far and was not expected. */
    public List<String> faults() {
        return faults.stream()
                .filter(fault -> expected.stream()
                        .noneMatch(words -> words.matcher(fault).find()))
                .toList();
    }

    @Override
    public void close() {
        context.close();
        if (!faults().isEmpty()) {
            throw new AssertionError("Behind the pages: " + String.join("\n", faults()));
        }
    }
}
