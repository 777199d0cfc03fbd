package io.ironstead.console.ui.tenants;

import com.vaadin.flow.router.Menu;
import com.vaadin.flow.router.Route;
import io.ironstead.console.security.Caller;
import io.ironstead.console.security.SignInLinks;
import io.ironstead.console.tenants.ConsoleUser;
import io.ironstead.console.tenants.Tenant;
import io.ironstead.console.tenants.TenantService;
import io.ironstead.console.tenants.UserService;
import io.ironstead.console.ui.kit.Confirm;
import io.ironstead.console.ui.kit.Page;
import io.ironstead.console.ui.kit.Part;
import io.ironstead.console.ui.kit.Quantity;
import io.ironstead.console.ui.kit.Rows;
import io.ironstead.console.ui.kit.Times;
import io.ironstead.console.ui.kit.Toast;
import io.ironstead.console.ui.kit.Visitor;
import jakarta.annotation.security.RolesAllowed;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Who owns sites, and who may sign in. */
@Route("tenants")
@Menu(order = 40, title = "Tenants", icon = "tenants")
@RolesAllowed("OPERATOR")
class TenantsView extends Page {
    private final TenantService tenants;
    private final UserService users;
    private final SignInLinks links;
    private final Caller caller;
    private final Rows<Tenant> tenantRows;
    private final Rows<ConsoleUser> userRows;
    private final NewTenant newTenant;
    private final NewUser newUser;
    private final LinkPanel linkPanel = new LinkPanel();

    TenantsView(Visitor visitor, TenantService tenants, UserService users, SignInLinks links, InstantSource clock) {
        this.tenants = tenants;
        this.users = users;
        this.links = links;
        caller = visitor.caller();
        tenantRows = new Rows<Tenant>("Tenants", one -> one.id().value())
                .one("Name", "", "key", one -> new Part.Say(one.id().value(), "", "strong"))
                .one(
                        "Sites",
                        "sites",
                        "num main",
                        one -> new Part.Say(
                                Quantity.count(one.sites()).number(), "of " + Quantity.count(one.sitesMax()), ""))
                .one("Users", "users", "num sub", one -> Part.say(Quantity.count(one.users())))
                .one("Since", "since", "sub", one -> Part.say(Times.day(one.createdAt(), clock.instant())))
                .column("", "", "acts sub", this::tenantActs);
        userRows = new Rows<ConsoleUser>("Users", ConsoleUser::name)
                .one("Name", "", "key", one -> new Part.Say(one.name(), "", "strong"))
                .one(
                        "Role",
                        "",
                        "main",
                        one -> Part.say(
                                one.tenant().map(tenant -> "tenant " + tenant).orElse("operator")))
                .one(
                        "Signs in",
                        "signs in",
                        "sub",
                        one -> Part.say(one.hasPassword() ? "by password or link" : "by link"))
                .one("Since", "since", "sub", one -> Part.say(Times.day(one.createdAt(), clock.instant())))
                .column("", "", "acts sub", this::userActs);
        newTenant = new NewTenant((name, sitesMax) -> {
            tenants.create(caller, name, sitesMax);
            show();
        });
        newUser = new NewUser((name, tenant) -> {
            users.create(caller, name, tenant);
            show();
            link(name);
        });
        var tenantPart = section("Tenants");
        tenantPart.add(tenantRows, newTenant);
        var userPart = section("People");
        userPart.add(linkPanel, userRows, newUser);
        add(tenantPart, userPart);
        show();
    }

    private void show() {
        var all = tenants.list(caller);
        var people = users.list(caller);
        tenantRows.show(all);
        userRows.show(people);
        newUser.tenants(all.stream().map(Tenant::id).toList());
        long outside = all.stream()
                .filter(one -> !one.id().equals(TenantService.HOUSE))
                .count();
        answer(
                outside == 0
                        ? "No tenant besides the house"
                        : Quantity.plural(outside, "tenant") + " besides the house",
                Quantity.plural(people.size(), "person").replace("persons", "people") + " may sign in.");
    }

    private List<Part> tenantActs(Tenant one) {
        return one.id().equals(TenantService.HOUSE)
                ? List.of()
                : List.of(new Part.Do("Delete…", one.id().value(), () -> delete(one)));
    }

    private void delete(Tenant one) {
        Confirm.typing(
                "Delete the tenant " + one.id() + "?",
                Quantity.plural(one.users(), "user")
                        + " of it can no longer sign in. It must own no site any more; it owns " + one.sites() + ".",
                "Delete " + one.id(),
                one.id().value(),
                () -> {
                    tenants.delete(caller, one.id());
                    Toast.say(one.id() + " was deleted.");
                    show();
                });
    }

    private List<Part> userActs(ConsoleUser one) {
        var acts = new ArrayList<Part>();
        acts.add(new Part.Do("Sign-in link", "for " + one.name(), () -> link(one.name())));
        if (!one.name().equals(caller.user())) {
            acts.add(new Part.Do("Delete…", one.name(), () -> delete(one)));
        }
        return acts;
    }

    private void link(String user) {
        linkPanel.show(links.create(caller, user));
    }

    private void delete(ConsoleUser one) {
        Confirm.ask(
                "Delete " + one.name() + "?",
                "They cannot sign in any more, and their API tokens stop working. Sites stay.",
                "Delete " + one.name(),
                () -> {
                    users.delete(caller, one.name());
                    Toast.say(one.name() + " was deleted.");
                    show();
                });
    }

    @Override
    public List<Step> trail() {
        return List.of(new Step("Tenants", ""));
    }
}
