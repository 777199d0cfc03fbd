package io.ironstead.console.ui.sites;

import com.vaadin.flow.component.Key;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.UIDetachedException;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.Menu;
import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.router.Route;
import io.ironstead.console.fleet.FleetSnapshot;
import io.ironstead.console.fleet.FleetSnapshot.SiteNow;
import io.ironstead.console.security.Caller;
import io.ironstead.console.security.RefusedException;
import io.ironstead.console.tenants.TenantService;
import io.ironstead.console.ui.kit.Act;
import io.ironstead.console.ui.kit.Icon;
import io.ironstead.console.ui.kit.Live;
import io.ironstead.console.ui.kit.Page;
import io.ironstead.console.ui.kit.Quantity;
import io.ironstead.console.ui.kit.Rows;
import io.ironstead.console.ui.kit.Toast;
import io.ironstead.console.ui.kit.Words;
import io.ironstead.model.SiteName;
import io.ironstead.model.TenantId;
import jakarta.annotation.security.PermitAll;
import java.io.InputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Every site the reader may see, with its load; a new one needs a name, or just an archive. */
@Route(SitesNavigation.LIST)
@Menu(order = 20, title = "Sites", icon = "sites")
@PermitAll
class SitesView extends Page implements BeforeEnterObserver {
    private static final String NEW = "new";
    private static final int SHOWN_MAX = 300;

    private final SiteDesk desk;
    private final Caller caller;
    private final TextField filter = new TextField();
    private final Rows<SiteNow> rows;
    private final Section list = section("");
    private final Section form = section("Create a site");
    private final Section beginning = section("");
    private final TextField name = new TextField("Name");
    private final Select<TenantId> tenant = new Select<>();
    private final Act create;
    private final Div more = new Div(Words.quiet("Only the first 300 are shown. Find narrows them."));
    private boolean formWanted;

    SitesView(SiteDesk desk, TenantService tenants) {
        this.desk = desk;
        caller = desk.visitor().caller();
        rows = SiteColumns.whole(caller.isOperator());
        create = Act.main(Icon.PLUS, "Create a site", this::turnForm).expanded(false);
        acts(create);
        filter.setPlaceholder("Find a site");
        filter.setAriaLabel("Find a site");
        filter.setClearButtonVisible(true);
        filter.setValueChangeMode(ValueChangeMode.LAZY);
        filter.addValueChangeListener(typed -> show(desk.fleet().now(caller)));
        list.add(filter, rows, more);
        more.setVisible(false);
        buildForm(tenants);
        buildBeginning();
        add(form, beginning, list);
        show(desk.fleet().now(caller));
        Live.follow(this, news -> desk.fleet().subscribe(caller, news)::close, this::show);
    }

    private void buildForm(TenantService tenants) {
        name.setHelperText("1 to 30 lower-case letters, digits and hyphens. It becomes the site's address.");
        name.setMaxLength(30);
        name.setRequiredIndicatorVisible(true);
        name.addKeyPressListener(Key.ENTER, pressed -> create());
        tenant.setLabel("Tenant");
        tenant.setVisible(caller.isOperator());
        if (caller.isOperator()) {
            tenant.setItems(tenants.list(caller).stream().map(one -> one.id()).toList());
            tenant.setValue(TenantService.HOUSE);
        }
        var go = Act.main(null, "Create", this::create);
        var leave = Act.plain(null, "Leave it", this::turnForm);
        leave.getStyle().set("margin-top", "20px");
        var row = new Div(name, tenant, go, leave);
        row.setClassName("line");
        row.getStyle().set("align-items", "flex-start");
        go.getStyle().set("margin-top", "20px");
        form.add(row);
        form.setVisible(false);
    }

    private void buildBeginning() {
        beginning.add(
                empty(
                        "Drop an archive, and it is a site",
                        "A zip or tar.gz with an app.yaml, or a WAR. The site is named after the file; you can also create"
                                + " one by name and deploy later."),
                new ArchiveDrop(this::take));
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        formWanted = event.getLocation().getQueryParameters().getParameters().containsKey(NEW);
        form.setVisible(formWanted);
        create.expanded(formWanted);
        if (formWanted) {
            name.focus();
        }
    }

    private void turnForm() {
        UI.getCurrent()
                .navigate(
                        SitesNavigation.LIST,
                        formWanted ? QueryParameters.empty() : new QueryParameters(Map.of(NEW, List.of(""))));
    }

    private void create() {
        name.setInvalid(false);
        try {
            var site = desk.sites()
                    .create(caller, new SiteName(name.getValue().strip()), Optional.ofNullable(tenant.getValue()));
            Toast.say(site.name() + " has an address: " + site.address().getAuthority());
            UI.getCurrent().navigate(SitesNavigation.tab(site.name(), "deploy"));
        } catch (IllegalArgumentException noName) {
            wrong(String.valueOf(noName.getMessage()));
        } catch (RefusedException refused) {
            wrong(refused.getMessage() + " " + refused.advice());
        }
    }

    private void wrong(String sentence) {
        name.setInvalid(true);
        name.setErrorMessage(sentence);
    }

    /** On the thread of the upload: a new site named after the archive, and its first version. */
    private void take(String fileName, long announcedBytes, InputStream archive) {
        var ui = getUI();
        try {
            desk.deployments().requireRoom(announcedBytes);
            var site = desk.sites()
                    .create(caller, nameOf(fileName), Optional.empty())
                    .name();
            var begun = desk.deployments().begin(caller, site, fileName, Optional.empty(), 1000);
            desk.deployments().receive(caller, site, begun.id(), archive);
            later(ui, () -> UI.getCurrent().navigate(SitesNavigation.deployment(site, begun.id())));
        } catch (IllegalArgumentException noName) {
            later(ui, () -> Toast.alert("The file's name does not make a site's name. Create the site by name first."));
        } catch (RefusedException refused) {
            later(ui, () -> Toast.alert(refused.getMessage() + " " + refused.advice()));
        }
    }

    private static SiteName nameOf(String fileName) {
        var plain = fileName.toLowerCase(Locale.ROOT)
                .replaceFirst("\\.(zip|war|tgz|tar\\.gz)$", "")
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-+|-+$", "");
        return new SiteName(plain.length() > 30 ? plain.substring(0, 30).replaceAll("-+$", "") : plain);
    }

    private static void later(Optional<UI> ui, com.vaadin.flow.server.Command then) {
        try {
            ui.ifPresent(there -> there.access(then));
        } catch (UIDetachedException closed) {
            // Nobody looks any more; the deployment goes on.
        }
    }

    private void show(FleetSnapshot now) {
        var all = now.sites();
        beginning.setVisible(all.isEmpty());
        list.setVisible(!all.isEmpty());
        long busy = all.stream().filter(site -> !site.instances().isEmpty()).count();
        answer(
                all.isEmpty() ? "No site yet" : Quantity.plural(all.size(), "site") + ", " + busy + " running",
                all.isEmpty() || busy == all.size() ? "" : "The others wake with their next request.");
        var typed = filter.getValue().strip().toLowerCase(Locale.ROOT);
        var found = all.stream()
                .filter(site -> site.name().value().contains(typed)
                        || site.tenant().value().contains(typed))
                .sorted(Comparator.comparing(SiteNow::name))
                .toList();
        rows.show(found.subList(0, Math.min(SHOWN_MAX, found.size())));
        more.setVisible(found.size() > SHOWN_MAX);
    }

    @Override
    public List<Step> trail() {
        return List.of(new Step("Sites", ""));
    }
}
