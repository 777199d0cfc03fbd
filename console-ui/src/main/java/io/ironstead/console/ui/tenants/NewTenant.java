package io.ironstead.console.ui.tenants;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.component.textfield.TextField;
import io.ironstead.console.security.RefusedException;
import io.ironstead.console.ui.kit.Act;
import io.ironstead.console.ui.kit.Icon;
import io.ironstead.model.TenantId;

/** Asks for a new tenant's name and how many sites it may have. */
final class NewTenant extends Div {
    private static final int SITES_USUAL = 20;

    private final TextField name = new TextField("New tenant");
    private final IntegerField sitesMax = new IntegerField("Sites at most");

    interface Create {
        void create(TenantId name, int sitesMax);
    }

    NewTenant(Create create) {
        setClassName("line");
        getStyle().set("margin-top", "12px");
        name.setMaxLength(63);
        sitesMax.setMin(1);
        sitesMax.setMax(100_000);
        sitesMax.setValue(SITES_USUAL);
        add(name, sitesMax, Act.plain(Icon.PLUS, "Create the tenant", () -> run(create)));
    }

    private void run(Create create) {
        name.setInvalid(false);
        try {
            var wanted = sitesMax.getValue();
            create.create(new TenantId(name.getValue().strip()), wanted == null ? SITES_USUAL : wanted);
            name.clear();
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
}
