package io.ironstead.console.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Layout;
import com.vaadin.flow.router.Menu;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import io.ironstead.console.ui.kit.Icon;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every address has a rule who may open it, and a title. */
class RoutesTest {
    private static final List<JavaClass> VIEWS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.ironstead.console.ui").stream()
                    .filter(type -> type.isAnnotatedWith(Route.class) || type.isAnnotatedWith(Layout.class))
                    .toList();

    private static Stream<JavaClass> routes() {
        return VIEWS.stream().filter(type -> type.isAnnotatedWith(Route.class));
    }

    @Test
    void everyRouteAndLayoutSaysWhoMayOpenIt() {
        assertThat(VIEWS)
                .hasSizeGreaterThan(12)
                .allSatisfy(view -> assertThat(Stream.of(PermitAll.class, RolesAllowed.class, AnonymousAllowed.class)
                                .filter(view::isAnnotatedWith))
                        .as(view.getName())
                        .hasSize(1));
    }

    @Test
    void onlySignInIsForEverybody() {
        assertThat(routes().filter(view -> view.isAnnotatedWith(AnonymousAllowed.class)))
                .extracting(view -> view.getAnnotationOfType(Route.class).value())
                .containsExactlyInAnyOrder("login", "sign-in/:code");
    }

    @Test
    void whatIsOfAllTenantsIsForOperators() {
        assertThat(routes().filter(view -> view.isAnnotatedWith(RolesAllowed.class)))
                .allSatisfy(view -> assertThat(
                                view.getAnnotationOfType(RolesAllowed.class).value())
                        .containsExactly("OPERATOR"))
                .extracting(view -> view.getAnnotationOfType(Route.class).value())
                .containsExactlyInAnyOrder("machines", "machines/:machine", "tenants", "audit");
    }

    @Test
    void everyRouteHasATitle() {
        assertThat(routes())
                .allSatisfy(view -> assertThat(
                                view.isAnnotatedWith(PageTitle.class) || view.isAssignableTo(HasDynamicTitle.class))
                        .as(view.getName())
                        .isTrue());
    }

    @Test
    void everyMenuEntryHasAnIconOfOurs() {
        assertThat(routes().filter(view -> view.isAnnotatedWith(Menu.class)))
                .hasSize(6)
                .allSatisfy(view -> assertThat(Icon.values())
                        .extracting(Icon::name)
                        .contains(view.getAnnotationOfType(Menu.class).icon().toUpperCase(Locale.ROOT)));
    }
}
