package io.ironstead.services.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.appengine.api.appidentity.AppIdentityServiceFactory;
import com.google.appengine.api.appidentity.AppIdentityServiceFailureException;
import com.google.appengine.api.capabilities.CapabilitiesServiceFactory;
import com.google.appengine.api.capabilities.Capability;
import com.google.appengine.api.capabilities.CapabilityStatus;
import com.google.appengine.api.log.LogQuery;
import com.google.appengine.api.log.LogServiceFactory;
import com.google.appengine.api.modules.ModulesException;
import com.google.appengine.api.modules.ModulesServiceFactory;
import com.google.appengine.api.oauth.InvalidOAuthParametersException;
import com.google.appengine.api.oauth.OAuthServiceFactory;
import com.google.appengine.api.users.UserServiceFactory;
import io.ironstead.model.SiteName;
import io.ironstead.services.Capabilities.State;
import io.ironstead.services.fake.Node;
import io.ironstead.services.fake.Program;
import io.ironstead.services.fake.Sdk;
import io.ironstead.services.fake.Sites;
import io.ironstead.services.fake.TestClock;
import io.ironstead.services.identity.SiteKeys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The services as Google's own Java SDK finds them: it writes the requests and reads the answers, over a socket. */
class JavaSdkTest {
    private static final int FEATURE_DISABLED = 7;

    @TempDir
    Path folder;

    private Node node;
    private Program shop;
    private Sdk sdk;

    @BeforeEach
    void start() throws IOException {
        var clock = new TestClock();
        var keys = new SiteKeys(folder, clock, new SecureRandom());
        node = new Node(
                new IdentityApi(keys, "apps.example", clock),
                new ModulesApi(new Sites("gone")),
                new UserApi(),
                new LogApi((version, instance, error, lines) -> {}),
                new SystemApi(),
                new CapabilityApi(JavaSdkTest::state));
        shop = node.program("shop", "a-1");
        sdk = new Sdk(shop, node.ticket(shop));
    }

    private static State state(SiteName site, String service, String capability) {
        return switch (service) {
            case "datastore_v3" -> capability.equals("write") ? State.DISABLED : State.ENABLED;
            case "images" -> State.DISABLED;
            default -> State.UNKNOWN;
        };
    }

    @AfterEach
    void stop() {
        sdk.close();
        node.close();
    }

    @Test
    void whatASiteSignsIsCheckedWithItsCertificateAndNoOther() throws Exception {
        var identity = AppIdentityServiceFactory.getAppIdentityService();
        var blob = "pay 5 to carol".getBytes(UTF_8);

        var signed = identity.signForApp(blob);
        assertThat(isOfThisSite(signed.getKeyName(), blob, signed.getSignature()))
                .isTrue();
        blob[4] = '9';
        assertThat(isOfThisSite(signed.getKeyName(), blob, signed.getSignature()))
                .isFalse();

        var other = node.program("other", "b-1");
        sdk.close();
        sdk = new Sdk(other, node.ticket(other));
        assertThat(identity.signForApp(blob).getKeyName()).isNotEqualTo(signed.getKeyName());
        assertThat(identity.getPublicCertificatesForApp())
                .extracting("certificateName")
                .doesNotContain(signed.getKeyName());
    }

    private static boolean isOfThisSite(String key, byte[] blob, byte[] signature) throws Exception {
        var listed = AppIdentityServiceFactory.getAppIdentityService().getPublicCertificatesForApp();
        var named = listed.stream()
                .filter(certificate -> certificate.getCertificateName().equals(key))
                .findFirst()
                .orElseThrow();
        var certificate = CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(
                        named.getX509CertificateInPemFormat().getBytes(UTF_8)));
        var check = Signature.getInstance("SHA256withRSA");
        check.initVerify(certificate);
        check.update(blob);
        return check.verify(signature);
    }

    @Test
    void aSiteHasAnAccountAndTokensOfItThatSayWhatTheyAreForAndEnd() {
        var identity = AppIdentityServiceFactory.getAppIdentityService();
        assertThat(identity.getServiceAccountName()).isEqualTo("shop@apps.example");
        assertThatThrownBy(identity::getDefaultGcsBucketName)
                .as("as the SDK says it of a site without a bucket")
                .isInstanceOf(AppIdentityServiceFailureException.class)
                .hasMessageContaining("no data");

        var token = identity.getAccessTokenUncached(List.of("https://scope.example/read", "https://scope.example/x"));
        assertThat(token.getExpirationTime().toInstant())
                .isEqualTo(node.clock.instant().plus(Duration.ofHours(1)));
        var parts = token.getAccessToken().split("\\.");
        assertThat(parts).hasSize(3);
        assertThat(new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8))
                .contains("\"iss\":\"shop@apps.example\"")
                .contains("\"scope\":\"https://scope.example/read https://scope.example/x\"");
    }

    @Test
    void aSiteKnowsItsModulesAndVersions() {
        var modules = ModulesServiceFactory.getModulesService();

        assertThat(modules.getModules()).containsExactlyInAnyOrder("default", "worker");
        assertThat(modules.getVersions(null)).containsExactlyInAnyOrder("v1", "v2");
        assertThat(modules.getVersions("worker")).containsExactly("w1");
        assertThat(modules.getDefaultVersion("default"))
                .as("most of the traffic")
                .isEqualTo("v2");
        assertThat(modules.getNumInstances("worker", "w1")).isEqualTo(3);
        assertThat(modules.getVersionHostname("worker", "w1")).isEqualTo("w1-dot-worker-dot-shop.apps.example:8000");
        assertThat(modules.getVersionHostname("worker", null))
                .as("its own version v1 is no version of the worker")
                .isEqualTo("worker-dot-shop.apps.example:8000");
        assertThat(modules.getVersionHostname(null, null)).isEqualTo("v1-dot-default-dot-shop.apps.example:8000");
    }

    @Test
    void whatIsNotThereIsRefusedInWordsOfTheService() {
        var modules = ModulesServiceFactory.getModulesService();

        assertThatThrownBy(() -> modules.getVersions("nope"))
                .isInstanceOf(ModulesException.class)
                .hasMessageContaining("Unknown module");
        assertThatThrownBy(() -> modules.getNumInstances("worker", "w9")).isInstanceOf(ModulesException.class);
        assertThatThrownBy(() -> modules.getNumInstances("default", "v1"))
                .as("it scales by itself")
                .isInstanceOf(ModulesException.class);
        assertThatThrownBy(() -> modules.getInstanceHostname("worker", "w1", "0"))
                .isInstanceOf(ModulesException.class);
        assertThatThrownBy(() -> modules.getDefaultVersion("worker")).isInstanceOf(ModulesException.class);
    }

    @Test
    void changingModulesIsTheConsolesBusiness() {
        var modules = ModulesServiceFactory.getModulesService();
        assertThatThrownBy(() -> modules.setNumInstances("worker", "w1", 5))
                .isInstanceOfSatisfying(
                        Sdk.RpcFailed.class,
                        refused -> assertThat(refused.code()).isEqualTo(FEATURE_DISABLED))
                .hasMessageContaining("modules.SetNumInstances")
                .hasMessageContaining("console");
    }

    @Test
    void visitorsSignInAndOutAtTheSiteAndComeBack() {
        var users = UserServiceFactory.getUserService();
        assertThat(users.createLoginURL("/orders?id=5&x=ä b"))
                .isEqualTo("/_ah/login?continue=%2Forders%3Fid%3D5%26x%3D%C3%A4+b");
        assertThat(users.createLogoutURL("/")).isEqualTo("/_ah/logout?continue=%2F");
        assertThatThrownBy(() -> users.createLoginURL("/" + "x".repeat(2100)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("too long");
        assertThatThrownBy(() -> OAuthServiceFactory.getOAuthService().getCurrentUser())
                .isInstanceOf(InvalidOAuthParametersException.class);
    }

    /** For anything but writes to the datastore this SDK does not ask. */
    @Test
    void capabilitiesAreTheTrueStateOfServices() {
        var write = CapabilitiesServiceFactory.getCapabilitiesService().getStatus(Capability.DATASTORE_WRITE);
        assertThat(write.getStatus()).isEqualTo(CapabilityStatus.DISABLED);
    }

    @Test
    void readingTheLogIsSaidToBeMissing() {
        assertThatThrownBy(() -> LogServiceFactory.getLogService()
                        .fetch(LogQuery.Builder.withDefaults())
                        .iterator()
                        .hasNext())
                .hasStackTraceContaining("logservice.Read")
                .hasStackTraceContaining("console");
    }
}
