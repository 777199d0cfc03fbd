package io.ironstead.console.ui.audit;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.Menu;
import com.vaadin.flow.router.Route;
import io.ironstead.console.audit.AuditLog;
import io.ironstead.console.security.Caller;
import io.ironstead.console.ui.kit.Act;
import io.ironstead.console.ui.kit.Icon;
import io.ironstead.console.ui.kit.Page;
import io.ironstead.console.ui.kit.Part;
import io.ironstead.console.ui.kit.Rows;
import io.ironstead.console.ui.kit.Times;
import io.ironstead.console.ui.kit.Visitor;
import io.ironstead.console.ui.kit.Words;
import jakarta.annotation.security.RolesAllowed;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Who changed what, and when: the newest first, page by page, searched in the database. */
@Route("audit")
@Menu(order = 50, title = "Audit", icon = "audit")
@RolesAllowed("OPERATOR")
class AuditView extends Page implements BeforeEnterObserver {
    private static final int PAGE = 50;
    private static final int SHOWN_MAX = 500;

    private final AuditLog audit;
    private final Caller caller;
    private final TextField find = new TextField();
    private final List<AuditLog.Entry> shown = new ArrayList<>();
    private final Rows<AuditLog.Entry> rows;
    private final Act more = Act.plain(Icon.DOWN, "Older entries", this::older);
    private final Div none = new Div(Words.quiet("No entry matches."));

    AuditView(Visitor visitor, AuditLog audit, InstantSource clock) {
        this.audit = audit;
        caller = visitor.caller();
        find.setPlaceholder("Find by person, action or thing");
        find.setAriaLabel("Find by person, action or thing");
        find.setClearButtonVisible(true);
        find.setMaxLength(100);
        find.setValueChangeMode(ValueChangeMode.LAZY);
        find.addValueChangeListener(typed -> again());
        rows = new Rows<AuditLog.Entry>("Audit", entry -> String.valueOf(entry.id()))
                .one("When", "", "sub", entry -> Part.say(Times.day(entry.at(), clock.instant())))
                .one("Who", "", "key", entry -> new Part.Say(entry.actor(), "", "strong"))
                .one("Action", "", "main", entry -> Part.say(entry.action()))
                .one("What", "", "sub", entry -> Part.say(entry.target()))
                .one("From", "was", "sub wrap", entry -> new Part.Say(entry.before(), "", "m"))
                .one("To", "is", "sub wrap", entry -> Part.say(entry.after()))
                .one("Address", "", "sub least", entry -> new Part.Say(entry.fromAddress(), "", "l"));
        more.getStyle().set("margin-top", "12px");
        Section list = section("");
        list.add(find, rows, none, more);
        add(list);
        answer("Every change, with its author", "");
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        event.getLocation().getQueryParameters().getSingleParameter("find").ifPresent(find::setValue);
        again();
    }

    private void again() {
        shown.clear();
        older();
    }

    private void older() {
        var page = audit.page(caller, find.getValue().strip(), shown.size(), PAGE);
        shown.addAll(page);
        rows.show(shown);
        rows.setVisible(!shown.isEmpty());
        none.setVisible(shown.isEmpty());
        more.setVisible(page.size() == PAGE && shown.size() < SHOWN_MAX);
    }

    @Override
    public List<Step> trail() {
        return List.of(new Step("Audit", ""));
    }
}
