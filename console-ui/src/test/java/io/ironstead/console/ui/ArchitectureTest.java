package io.ironstead.console.ui;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import com.vaadin.flow.router.HasErrorParameter;
import com.vaadin.flow.router.Layout;
import com.vaadin.flow.router.Route;
import java.time.Clock;
import java.time.Instant;

/** What the console's packages promise each other. */
@AnalyzeClasses(packages = "io.ironstead.console", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final DescribedPredicate<JavaClass> VIEWS = DescribedPredicate.describe(
            "views",
            type -> type.isAnnotatedWith(Route.class)
                    || type.isAnnotatedWith(Layout.class)
                    || type.isAssignableTo(HasErrorParameter.class));

    @ArchTest
    static final ArchRule VAADIN_ONLY_IN_UI = noClasses()
            .that()
            .resideOutsideOfPackage("io.ironstead.console.ui..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.vaadin..");

    @ArchTest
    static final ArchRule VIEWS_ARE_NOBODY_ELSES_BUSINESS = classes()
            .that(VIEWS)
            .should()
            .bePackagePrivate()
            .orShould(ArchConditions.haveModifier(JavaModifier.ABSTRACT));

    @ArchTest
    static final ArchRule FEATURES_WITHOUT_CYCLES =
            slices().matching("io.ironstead.console.ui.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule KIT_KNOWS_NO_PAGE = noClasses()
            .that()
            .resideInAPackage("..ui.kit..")
            .should()
            .dependOnClassesThat(DescribedPredicate.describe(
                    "pages",
                    type -> type.getPackageName().startsWith("io.ironstead.console.ui.")
                            && !type.getPackageName().endsWith(".kit")));

    @ArchTest
    static final ArchRule BACKEND_KNOWS_NO_UI = noClasses()
            .that()
            .resideOutsideOfPackage("io.ironstead.console.ui..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.ironstead.console.ui..");

    @ArchTest
    static final ArchRule TIME_COMES_FROM_A_CLOCK_THAT_IS_PASSED_IN = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule NOBODY_PRINTS =
            noClasses().should().accessField(System.class, "out").orShould().accessField(System.class, "err");
}
