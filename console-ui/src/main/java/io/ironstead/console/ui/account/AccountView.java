package io.ironstead.console.ui.account;

import com.vaadin.flow.component.html.Code;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.PasswordField;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.Menu;
import com.vaadin.flow.router.Route;
import io.ironstead.console.security.ApiTokens;
import io.ironstead.console.security.ApiTokens.ApiToken;
import io.ironstead.console.security.Caller;
import io.ironstead.console.security.Caller.Scope;
import io.ironstead.console.security.RefusedException;
import io.ironstead.console.tenants.UserService;
import io.ironstead.console.ui.kit.Act;
import io.ironstead.console.ui.kit.Confirm;
import io.ironstead.console.ui.kit.Icon;
import io.ironstead.console.ui.kit.Page;
import io.ironstead.console.ui.kit.Part;
import io.ironstead.console.ui.kit.Rows;
import io.ironstead.console.ui.kit.Times;
import io.ironstead.console.ui.kit.Toast;
import io.ironstead.console.ui.kit.Visitor;
import io.ironstead.console.ui.kit.Words;
import jakarta.annotation.security.PermitAll;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** One's own account: password, tokens for programs, and the look of the console in this browser. */
@Route("settings")
@Menu(order = 60, title = "Settings", icon = "settings")
@PermitAll
class AccountView extends Page {
    private final UserService users;
    private final ApiTokens tokens;
    private final Visitor visitor;
    private final Caller caller;
    private final InstantSource clock;
    private final Rows<ApiToken> rows;
    private final Div none = new Div(Words.quiet("No token yet."));
    private final Div fresh = new Div();

    AccountView(Visitor visitor, UserService users, ApiTokens tokens, InstantSource clock) {
        this.users = users;
        this.tokens = tokens;
        this.visitor = visitor;
        this.clock = clock;
        caller = visitor.caller();
        rows = new Rows<ApiToken>("API tokens", one -> String.valueOf(one.id()))
                .one("For", "", "key", one -> new Part.Say(one.label(), "", "strong"))
                .one("May", "", "main", one -> Part.say(may(one.scope())))
                .one("Made", "made", "sub", one -> Part.say(Times.day(one.createdAt(), clock.instant())))
                .one(
                        "Last used",
                        "last used",
                        "sub",
                        one -> Part.say(one.lastUsedAt()
                                .map(at -> Times.day(at, clock.instant()))
                                .orElse("never")))
                .one(
                        "Ends",
                        "ends",
                        "sub",
                        one -> Part.say(one.expiresAt()
                                .map(at -> Times.day(at, clock.instant()))
                                .orElse("never")))
                .column("", "", "acts sub", one -> List.of(new Part.Do("Revoke…", one.label(), () -> revoke(one))));
        answer(
                caller.user(),
                caller.isOperator()
                        ? "Operator"
                        : "Sees the sites of " + caller.tenant().orElseThrow());
        add(look(), password(), tokenPart(), leave());
        show();
    }

    private Section look() {
        var part = section("Look, in this browser");
        var row = new Div(scheme("As the system", ""), scheme("Light", "light"), scheme("Dark", "dark"));
        row.setClassName("line");
        part.add(row);
        return part;
    }

    private static Act scheme(String text, String value) {
        var act = Act.plain(null, text, () -> {});
        act.getElement().executeJs("this.addEventListener('click', () => ironstead.scheme($0))", value);
        return act;
    }

    private Section password() {
        var part = section("Password");
        var first = new PasswordField("New password");
        first.setHelperText("12 to 200 characters. With one you can sign in without a link.");
        first.setMaxLength(200);
        var second = new PasswordField("Once more");
        second.setMaxLength(200);
        var form = new Div(first, second, new Div(Act.plain(Icon.KEY, "Set the password", () -> set(first, second))));
        form.setClassName("form");
        part.add(form);
        return part;
    }

    private void set(PasswordField first, PasswordField second) {
        first.setInvalid(false);
        second.setInvalid(false);
        if (!first.getValue().equals(second.getValue())) {
            second.setInvalid(true);
            second.setErrorMessage("The two are not the same.");
            return;
        }
        try {
            users.setOwnPassword(caller, first.getValue());
            first.clear();
            second.clear();
            Toast.say("The password is set.");
        } catch (RefusedException refused) {
            first.setInvalid(true);
            first.setErrorMessage(refused.getMessage() + " " + refused.advice());
        }
    }

    private Section tokenPart() {
        var part = section("API tokens");
        var label = new TextField("What it is for");
        label.setMaxLength(100);
        var scope = new Select<Scope>();
        scope.setLabel("It may");
        scope.setItems(Scope.values());
        scope.setItemLabelGenerator(AccountView::may);
        scope.setValue(Scope.DEPLOY);
        var life = new Select<Life>();
        life.setLabel("It ends");
        life.setItems(Life.values());
        life.setItemLabelGenerator(one -> one.words);
        life.setValue(Life.YEAR);
        var row = new Div(label, scope, life, Act.plain(Icon.PLUS, "Make a token", () -> make(label, scope, life)));
        row.setClassName("line");
        row.getStyle().set("margin-top", "12px");
        fresh.setVisible(false);
        fresh.getElement().setAttribute("role", "status");
        part.add(fresh, rows, none, row);
        return part;
    }

    private void make(TextField label, Select<Scope> scope, Select<Life> life) {
        label.setInvalid(false);
        try {
            var secret = tokens.create(caller, label.getValue().strip(), scope.getValue(), life.getValue().time);
            fresh.removeAll();
            var box = new Div(new Code(secret), Act.copy("Copy", secret, "do"));
            box.setClassName("cmd");
            fresh.add(Words.quiet("This token is shown this once."), box);
            fresh.setVisible(true);
            label.clear();
            show();
        } catch (RefusedException refused) {
            label.setInvalid(true);
            label.setErrorMessage(refused.getMessage() + " " + refused.advice());
        }
    }

    private void revoke(ApiToken token) {
        Confirm.ask(
                "Revoke this token?",
                "Programs that use “" + token.label() + "” are refused at once.",
                "Revoke",
                () -> {
                    tokens.revoke(caller, token.id());
                    Toast.say("The token was revoked.");
                    show();
                });
    }

    private Section leave() {
        var part = section("This session");
        part.add(Act.plain(Icon.OUT, "Sign out", visitor::signOut));
        return part;
    }

    private void show() {
        var all = tokens.list(caller);
        rows.show(all);
        rows.setVisible(!all.isEmpty());
        none.setVisible(all.isEmpty());
    }

    private static String may(Scope scope) {
        return switch (scope) {
            case READ -> "read";
            case DEPLOY -> "read and deploy";
            case ALL -> "do everything you may";
        };
    }

    /** How long a token works. */
    private enum Life {
        MONTH("in 30 days", Optional.of(Duration.ofDays(30))),
        YEAR("in a year", Optional.of(Duration.ofDays(365))),
        EVER("never", Optional.empty());

        private final String words;
        private final Optional<Duration> time;

        Life(String words, Optional<Duration> time) {
            this.words = words;
            this.time = time;
        }
    }

    @Override
    public List<Step> trail() {
        return List.of(new Step("Settings", ""));
    }
}
