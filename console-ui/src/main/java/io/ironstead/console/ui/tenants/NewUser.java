package io.ironstead.console.ui.tenants;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextField;
import io.ironstead.console.security.RefusedException;
import io.ironstead.console.ui.kit.Act;
import io.ironstead.console.ui.kit.Icon;
import io.ironstead.model.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks for a new person's name and whose sites they see. */
final class NewUser extends Div {
    private final TextField name = new TextField("New person");
    private final Select<Role> role = new Select<>();

    /** An operator, or one of a tenant's people. */
    private record Role(Optional<TenantId> tenant) {
        private String words() {
            return tenant.map(one -> "sees the sites of " + one).orElse("operator, sees everything");
        }
    }

    interface Create {
        void create(String name, Optional<TenantId> tenant);
    }

    NewUser(Create create) {
        setClassName("line");
        getStyle().set("margin-top", "12px");
        name.setMaxLength(63);
        role.setLabel("Role");
        role.setItemLabelGenerator(Role::words);
        add(name, role, Act.plain(Icon.PLUS, "Create and make a link", () -> run(create)));
    }

    void tenants(List<TenantId> tenants) {
        var roles = new ArrayList<Role>();
        tenants.forEach(tenant -> roles.add(new Role(Optional.of(tenant))));
        roles.add(new Role(Optional.empty()));
        role.setItems(roles);
        role.setValue(roles.getFirst());
    }

    private void run(Create create) {
        name.setInvalid(false);
        try {
            create.create(name.getValue().strip(), role.getValue().tenant());
            name.clear();
        } catch (RefusedException refused) {
            name.setInvalid(true);
            name.setErrorMessage(refused.getMessage() + " " + refused.advice());
        }
    }
}
