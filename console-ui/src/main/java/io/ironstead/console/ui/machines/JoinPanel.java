package io.ironstead.console.ui.machines;

import com.vaadin.flow.component.html.Code;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Header;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.html.Span;
import io.ironstead.console.agentlink.JoinCommands;
import io.ironstead.console.ui.kit.Act;
import io.ironstead.console.ui.kit.Icon;
import io.ironstead.console.ui.kit.Link;
import io.ironstead.console.ui.kit.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * How a server becomes a machine: a command to paste, and the place where the machine then appears. A section of the
 * page and not a dialog, so that it survives a reload and stands under the list.
 */
final class JoinPanel extends Section {
    private final Code install = new Code();
    private final Act copyInstall = Act.copy("Copy", "", "do");
    private final Code command = new Code();
    private final Act copy = Act.copy("Copy", "", "");
    private final Div bare = new Div();
    private final Span left = new Span();
    private final Div await = new Div();
    private Instant expiresAt = Instant.EPOCH;

    JoinPanel(Runnable newCommand, Runnable close) {
        setClassName("join");
        setId("join");
        setAriaLabel("Add a machine");
        var header = new Header(new H2("Add a machine"), Act.bare(Icon.CLOSE, "Close", close));
        left.setClassName("strong");
        left.getElement().setAttribute("aria-live", "off");
        add(header, paste(newCommand), appears());
        waiting();
    }

    private Div paste(Runnable newCommand) {
        var again = Act.bare(null, "New command", newCommand);
        again.setClassName("link");
        var installBox = new Div(install, copyInstall);
        installBox.setClassName("cmd");
        bare.add(
                block(Words.quiet(
                        "On a server with Debian 12 or later or Ubuntu 22.04 or later, which needs nothing else.")),
                installBox,
                block(Words.small(
                        "A script to read first, if you like: it checks what it downloads against this console's"
                                + " certificate. Run it again to repair, with --uninstall instead of the token to remove"
                                + " everything.")));
        copy.getElement().setAttribute("aria-label", "Copy for a folder of Ironstead");
        var box = new Div(command, copy);
        box.setClassName("cmd");
        var or = block(Words.quiet("Or where there is a folder of Ironstead already:"));
        or.getStyle().set("margin-top", "16px");
        var valid = Words.row("m", new Span("Works once, for "), left, new Span(". "), again);
        var about = Words.small("It dials out to this console and opens no port to the network by itself."
                + " The machine can be removed here again.");
        var part = new Div(numbered("1", "Paste on the new server"), bare, or, box, block(valid), block(about));
        about.getStyle().set("display", "block").set("margin-top", "12px");
        return part;
    }

    private Div appears() {
        await.setClassName("await");
        await.getElement().setAttribute("role", "status");
        return new Div(
                numbered("2", "It appears here"),
                block(Words.quiet("You can close this page. The machine will be in the list.")),
                await,
                block(Words.small("Nothing after a minute? The server must reach this console's agent port,"
                        + " and its clock must be right.")));
    }

    private static H2 numbered(String number, String text) {
        var circle = Words.styled(number, "n1");
        var title = new H2();
        title.add(circle, new Span(text));
        return title;
    }

    private static Div block(Span words) {
        var div = new Div(words);
        div.getStyle().set("margin-top", "4px");
        return div;
    }

    /** Shows a fresh command. */
    void show(JoinCommands.JoinCommand fresh, Instant now) {
        bare.setVisible(!fresh.install().isEmpty());
        install.setText(fresh.install());
        copyInstall.copies(fresh.install());
        command.setText(fresh.command());
        copy.copies(fresh.command());
        expiresAt = fresh.expiresAt();
        tick(now);
        waiting();
    }

    /** Counts down in place. */
    void tick(Instant now) {
        var rest = Duration.between(now, expiresAt);
        left.setText(
                rest.isNegative()
                        ? "no longer"
                        : String.format(Locale.ROOT, "%d:%02d", rest.toMinutes(), rest.toSecondsPart()));
    }

    void waiting() {
        await.removeAll();
        var line = Words.row("w strong", Icon.RUN.draw("spin"), new Span("Waiting for the command to be run"));
        await.add(line);
    }

    /** Says who came, with a link to it. */
    void joined(String node, String address, String facts) {
        await.removeAll();
        await.add(Words.row(
                "w",
                Icon.CHECK.draw("ok"),
                Words.styled(node + " joined", "strong"),
                Words.quiet(facts),
                Link.to(address, "Open")));
    }
}
