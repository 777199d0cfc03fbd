package io.ironstead.console.ui.sites;

import com.vaadin.flow.component.html.DescriptionList;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Header;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.html.UnorderedList;
import io.ironstead.console.agentlink.LogService;
import io.ironstead.console.bundles.Deployment;
import io.ironstead.console.bundles.Deployment.State;
import io.ironstead.console.bundles.Deployment.StepName;
import io.ironstead.console.bundles.Deployment.StepState;
import io.ironstead.console.security.Caller;
import io.ironstead.console.sites.SiteVersion;
import io.ironstead.console.ui.kit.Act;
import io.ironstead.console.ui.kit.Icon;
import io.ironstead.console.ui.kit.Link;
import io.ironstead.console.ui.kit.LogPane;
import io.ironstead.console.ui.kit.Part;
import io.ironstead.console.ui.kit.Quantity;
import io.ironstead.console.ui.kit.Steps;
import io.ironstead.console.ui.kit.Times;
import io.ironstead.console.ui.kit.Toast;
import io.ironstead.console.ui.kit.Words;
import io.ironstead.model.Digest;
import io.ironstead.model.VersionId;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** One deployment: its steps with their times, and when it failed, why and what to do. */
final class DeploymentPanel extends Section {
    private final SiteDesk desk;
    private final LogService logs;
    private final Caller caller;
    private final Steps steps = new Steps("Steps of this deployment");
    private final Div outcome = new Div();
    private final Div facts = new Div();
    private final Act cancel;
    private final Act wholeLog;
    private Deployment shown;
    private boolean failureShown;

    DeploymentPanel(SiteDesk desk, LogService logs, Caller caller, Deployment deployment) {
        this.desk = desk;
        this.logs = logs;
        this.caller = caller;
        shown = deployment;
        setClassName("deployment");
        setAriaLabel("Deployment");
        cancel = Act.plain(Icon.CLOSE, "Cancel deploy", this::cancel);
        wholeLog = Act.bare(null, "Build log", this::buildLog);
        var header = new Header(new H2(deployment.fileName()), Words.row("w", wholeLog, cancel));
        header.setClassName("inner");
        outcome.setClassName("outcome");
        add(header, steps, outcome, facts);
        show(deployment);
    }

    long id() {
        return shown.id();
    }

    Deployment shown() {
        return shown;
    }

    static String sentence(Deployment deployment) {
        var what = deployment.site() + " "
                + deployment.version().map(VersionId::value).orElse("");
        return switch (deployment.state()) {
            case RUNNING -> "Deploying " + what.strip();
            case DONE -> what + " is deployed";
            case FAILED -> "Deploying " + what.strip() + " failed";
            case CANCELLED -> "Deploying " + what.strip() + " was cancelled";
        };
    }

    static Part state(State state) {
        return switch (state) {
            case RUNNING -> new Part.Sign(Icon.RUN, "Running", "m");
            case DONE -> new Part.Sign(Icon.CHECK, "Done", "m");
            case FAILED -> new Part.Sign(Icon.BAD, "Failed", "bad");
            case CANCELLED -> new Part.Sign(Icon.CLOSE, "Cancelled", "m");
        };
    }

    void show(Deployment deployment) {
        boolean ended = shown.state() != deployment.state();
        shown = deployment;
        cancel.setVisible(deployment.state() == State.RUNNING);
        wholeLog.setVisible(deployment.digest().isPresent());
        for (var step : deployment.steps()) {
            steps.show(title(step.name()), Steps.State.valueOf(step.state().name()), detail(step), took(step));
        }
        if (deployment.failure().isPresent() && !failureShown) {
            failureShown = true;
            steps.below(
                    title(deployment.failure().get().step()),
                    cause(deployment.failure().get()));
        }
        if (ended || outcome.getChildren().findAny().isEmpty()) {
            outcome(deployment);
        }
    }

    private static String title(StepName name) {
        var word = name.name().toLowerCase(Locale.ROOT);
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    private String detail(Deployment.Step step) {
        if (step.state() == StepState.FAILED) {
            return "Failed. What served before goes on serving; nothing was changed.";
        }
        if (step.state() == StepState.WAITING) {
            return shown.state() == State.RUNNING ? coming(step.name()) : "";
        }
        if (step.name() == StepName.UPLOAD) {
            return shown.fileName() + ", " + Quantity.bytes(shown.bytes());
        }
        return step.detail();
    }

    private String coming(StepName name) {
        return switch (name) {
            case UPLOAD -> "";
            case CHECK -> "read the archive and its descriptor";
            case STORE -> "keep it under its digest";
            case BUILD -> "install what it needs, once";
            case WARM -> "start an instance, wait until it answers";
            case PROMOTE ->
                shown.promotePermille() == 0
                        ? "no traffic, only its own address"
                        : "give it " + SitePage.percent(shown.promotePermille()) + " of the traffic";
        };
    }

    private String took(Deployment.Step step) {
        return switch (step.state()) {
            case WAITING, SKIPPED -> "";
            case RUNNING ->
                step.startedAt()
                        .map(at -> Duration.between(at, desk.clock().instant()))
                        .map(time -> time.toSeconds() + " s")
                        .orElse("");
            case DONE, FAILED -> Quantity.took(step.took());
        };
    }

    private Div cause(Deployment.Failure failure) {
        var list = new DescriptionList();
        list.add(
                new DescriptionList.Term("Cause"),
                new DescriptionList.Description(Words.styled(failure.cause(), "strong")),
                new DescriptionList.Term("What to do"),
                new DescriptionList.Description(failure.advice()));
        var box = new Div(list);
        box.setClassName("cause");
        var all = new Div(box);
        if (!failure.output().isEmpty()) {
            var pane = new LogPane("End of the output")
                    .small()
                    .caption("The last " + failure.output().size() + " lines");
            pane.show(failure.output().stream()
                    .map(line -> new LogPane.Line(null, line, isError(line)))
                    .toList());
            all.add(pane);
        }
        all.getElement().setAttribute("role", "alert");
        return all;
    }

    private static boolean isError(String line) {
        var lower = line.toLowerCase(Locale.ROOT);
        return lower.startsWith("error") || lower.contains("error:") || lower.contains("exception:");
    }

    private void outcome(Deployment deployment) {
        outcome.removeAll();
        if (!deployment.warnings().isEmpty()) {
            var list = new UnorderedList();
            deployment
                    .warnings()
                    .forEach(warning -> list.add(
                            new com.vaadin.flow.component.html.ListItem(Words.sign(Icon.WARN, warning, "warn"))));
            outcome.add(list);
        }
        if (deployment.state() == State.DONE) {
            outcome.add(done(deployment));
        }
        facts.removeAll();
        facts.add(Words.small("By " + deployment.createdBy() + ", "
                + Times.day(deployment.createdAt(), desk.clock().instant())
                + deployment
                        .digest()
                        .map(Digest::brief)
                        .map(brief -> ", digest " + brief)
                        .orElse("")));
        facts.setClassName("facts");
    }

    private Div done(Deployment deployment) {
        var name = deployment.version().orElseThrow();
        var words = deployment.promotePermille() == 0
                ? name + " answers at its own address."
                : name + " takes " + SitePage.percent(deployment.promotePermille()) + " of the traffic.";
        var address = desk.versions().list(caller, deployment.site()).stream()
                .filter(one -> one.version().equals(name)
                        && deployment.service().filter(one.service()::equals).isPresent())
                .map(SiteVersion::address)
                .findFirst();
        var row = new Div(Words.sign(Icon.CHECK, words, ""));
        address.ifPresent(url -> row.add(Link.out(url.toString(), url.getAuthority())));
        row.add(Link.to(SitesNavigation.tab(deployment.site(), "versions"), "Share its traffic"));
        row.setClassName("line");
        return row;
    }

    private void cancel() {
        show(desk.deployments().cancel(caller, shown.site(), shown.id()));
        Toast.say("Cancelled. What served before goes on serving.");
    }

    private void buildLog() {
        var text = logs.buildLog(caller, shown.site(), shown.id());
        if (text.isBlank()) {
            Toast.say("No connected machine has built this yet.");
            return;
        }
        var pane = new LogPane("Build log").caption("Build log");
        pane.show(List.of(text.split("\n")).stream()
                .map(line -> new LogPane.Line(null, line, isError(line)))
                .toList());
        outcome.addComponentAsFirst(pane);
        wholeLog.setVisible(false);
    }
}
