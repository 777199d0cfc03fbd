package io.ironstead.agent;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Date;

/** What the packages of a node promise each other. Sees the agent and the whole runtime below it. */
@AnalyzeClasses(packages = "io.ironstead", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String AGENT = "io.ironstead.agent..";
    private static final String LINK = "io.ironstead.link..";
    private static final String MODEL = "io.ironstead.model..";
    private static final String BUNDLE = "io.ironstead.bundle..";
    private static final String BROKER = "io.ironstead.broker..";
    private static final String COUCH = "io.ironstead.couch..";
    private static final String DATASTORE = "io.ironstead.datastore..";
    private static final String CLUSTER = "io.ironstead.cluster..";
    private static final String SERVICES = "io.ironstead.services..";
    private static final String FILES = "io.ironstead.files..";
    private static final String SANDBOX = "io.ironstead.sandbox..";
    private static final String INSTANCES = "io.ironstead.instances..";
    private static final DescribedPredicate<JavaClass> OURS = resideInAPackage("io.ironstead..");

    @ArchTest
    static final ArchRule theRuntimeIsFreeOfSpring = noClasses()
            .that()
            .resideOutsideOfPackage(AGENT)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.springframework..")
            .because("the agent wires the runtime, and any test can build it by hand");

    @ArchTest
    static final ArchRule springStaysInTheAgentsRoot = noClasses()
            .that()
            .resideInAPackage("io.ironstead.agent.*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.springframework..");

    @ArchTest
    static final ArchRule packagesAreFreeOfCycles =
            slices().matching("io.ironstead.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule nettyStaysWhereWeListen = noClasses()
            .that()
            .resideOutsideOfPackages(
                    BROKER,
                    "io.ironstead.datastore.wire.v1.net..",
                    "io.ironstead.services.api..",
                    "io.ironstead.couch.embedded..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty..");

    @ArchTest
    static final ArchRule grpcStaysAtTheLink = noClasses()
            .that()
            .resideOutsideOfPackages(LINK, AGENT)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.grpc..");

    @ArchTest
    static final ArchRule theModelKnowsNothing = knows(MODEL, MODEL);

    @ArchTest
    static final ArchRule theLinkKnowsTheModel = knows(LINK, LINK, MODEL);

    @ArchTest
    static final ArchRule bundlesKnowTheModel = knows(BUNDLE, BUNDLE, MODEL);

    @ArchTest
    static final ArchRule theBrokerKnowsTheModel = knows(BROKER, BROKER, MODEL);

    @ArchTest
    static final ArchRule instancesKnowModelBundleAndSandbox = knows(INSTANCES, INSTANCES, MODEL, BUNDLE, SANDBOX);

    @ArchTest
    static final ArchRule theSandboxKnowsTheModel = knows(SANDBOX, SANDBOX, MODEL);

    @ArchTest
    static final ArchRule couchKnowsTheModel = knows(COUCH, COUCH, MODEL);

    @ArchTest
    static final ArchRule theDatastoreKnowsCouchAndModel = knows(DATASTORE, DATASTORE, COUCH, MODEL);

    @ArchTest
    static final ArchRule theClusterKnowsTheModel = knows(CLUSTER, CLUSTER, MODEL);

    @ArchTest
    static final ArchRule servicesKnowWhatTheyOffer = knows(SERVICES, SERVICES, CLUSTER, DATASTORE, MODEL);

    @ArchTest
    static final ArchRule filesKnowTheModel = knows(FILES, FILES, MODEL);

    @ArchTest
    static final ArchRule tahoeAndItsHttpStayInOnePackage = noClasses()
            .that()
            .resideInAPackage(FILES)
            .and()
            .resideOutsideOfPackage("io.ironstead.files.tahoe..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.eclipse.jetty..", "org.bouncycastle..")
            .because(
                    "the grid may become another one: its node, its identities and its HTTP are nobody else's business");

    @ArchTest
    static final ArchRule nobodyPrintsToStandardOutput =
            noClasses().should().accessField(System.class, "out").because("the log does");

    @ArchTest
    static final ArchRule onlyAFailedStartIsToldOnStandardError = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(AgentApplication.class.getName())
            .should()
            .accessField(System.class, "err");

    @ArchTest
    static final ArchRule timeIsPassedIn = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(AgentWiring.class.getName())
            .and()
            .doNotHaveFullyQualifiedName("io.ironstead.couch.embedded.EmbeddedCouchMain")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDate.class, "now")
            .orShould()
            .callMethod(LocalDateTime.class, "now")
            .orShould()
            .callMethod(InstantSource.class, "system")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(Clock.class, "systemDefaultZone")
            .orShould()
            .callConstructor(Date.class)
            .because("tests own the clock");

    private static ArchRule knows(String who, String... whom) {
        return classes()
                .that()
                .resideInAPackage(who)
                .should()
                .onlyDependOnClassesThat(DescribedPredicate.not(OURS).or(resideInAnyPackage(whom)))
                .as(who + " knows only " + String.join(", ", whom) + " of ours");
    }
}
