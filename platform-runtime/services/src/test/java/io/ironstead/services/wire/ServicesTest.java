package io.ironstead.services.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.appengine.api.appidentity.AppIdentityServicePb.GetAccessTokenRequest;
import com.google.appengine.api.appidentity.AppIdentityServicePb.SignForAppRequest;
import com.google.appengine.api.capabilities.CapabilitiesPb.CapabilityConfig;
import com.google.appengine.api.capabilities.CapabilityServicePb.IsEnabledRequest;
import com.google.appengine.api.capabilities.CapabilityServicePb.IsEnabledResponse;
import com.google.appengine.api.capabilities.CapabilityServicePb.IsEnabledResponse.SummaryStatus;
import com.google.appengine.api.modules.ModulesServicePb.GetModulesRequest;
import com.google.appengine.repackaged.com.google.protobuf.ByteString;
import com.google.appengine.repackaged.com.google.protobuf.Message;
import com.google.apphosting.api.logservice.LogServicePb.FlushRequest;
import com.google.apphosting.api.logservice.LogServicePb.UserAppLogGroup;
import com.google.apphosting.base.protos.api_bytes.RemoteApiPb;
import io.ironstead.model.SiteName;
import io.ironstead.services.Capabilities.State;
import io.ironstead.services.fake.Node;
import io.ironstead.services.fake.Program;
import io.ironstead.services.fake.Sites;
import io.ironstead.services.fake.TestClock;
import io.ironstead.services.identity.SiteKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What no SDK of ours sends, but a program may. */
class ServicesTest {
    @TempDir
    Path folder;

    private final List<String> logged = new ArrayList<>();
    private Node node;
    private Program shop;

    @BeforeEach
    void start() throws IOException {
        var clock = new TestClock();
        node = new Node(
                new IdentityApi(new SiteKeys(folder, clock, new SecureRandom()), "apps.example", clock),
                new ModulesApi(new Sites("gone")),
                new UserApi(),
                new LogApi((version, instance, error, lines) ->
                        lines.forEach(line -> logged.add(version + " " + instance + (error ? " E " : " O ") + line))),
                new SystemApi(),
                new CapabilityApi(ServicesTest::state));
        shop = node.program("shop", "a-1");
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
        node.close();
    }

    private RemoteApiPb.Response call(String service, String method, Message request) throws IOException {
        return shop.call(service, method, request.toByteArray());
    }

    @ParameterizedTest
    @CsvSource({
        "modules,Delete,1",
        "modules,getModules,1",
        "modules,StartModule,7",
        "modules,StopModule,7",
        "logservice,Read,7",
        "logservice,Usage,7",
        "system,StartBackgroundRequest,7",
        "system,GetSystemStats,7",
        "system,Halt,1",
        "user,CheckOAuthSignature,7",
        "user,'',1",
        "app_identity_service,GetKey,1",
        "capability_service,isEnabled,1",
        "xmpp,SendMessage,1",
        "remote_datastore,TransactionQuery,1"
    })
    void whatIsMissingIsNamedWithItsService(String service, String method, int code) throws IOException {
        var response = shop.call(service, method, new byte[0]);
        assertThat(response.hasResponse() || response.hasApplicationError()).isFalse();
        assertThat(response.getRpcError().getCode()).isEqualTo(code);
        assertThat(response.getRpcError().getDetail()).contains(service).contains(method);
    }

    @ParameterizedTest
    @CsvSource({
        "modules,GetVersions",
        "modules,GetHostname",
        "app_identity_service,SignForApp",
        "app_identity_service,GetAccessToken",
        "capability_service,IsEnabled",
        "user,CreateLoginURL",
        "logservice,Flush"
    })
    void aMessageThatIsNoneIsAParseError(String service, String method) throws IOException {
        var response = shop.call(service, method, new byte[] {10, 127, 1});
        assertThat(response.getRpcError().getCode()).isEqualTo(2);
        assertThat(response.getRpcError().getDetail()).contains(service).contains(method);
    }

    @Test
    void tokensNeedScopesThatAreWordsAndTheSitesOwnAccount() throws IOException {
        for (var scope : List.of("", "a b", "a\"b", "a\\b", "ä", "a\nb", "x".repeat(1001))) {
            var asked = GetAccessTokenRequest.newBuilder().addScope(scope).build();
            var refused = call("app_identity_service", "GetAccessToken", asked);
            assertThat(refused.getApplicationError().getCode()).as(scope).isEqualTo(9);
        }
        var none = call("app_identity_service", "GetAccessToken", GetAccessTokenRequest.getDefaultInstance());
        assertThat(none.getApplicationError().getCode()).isEqualTo(9);
        assertThat(ofAccount("other@apps.example").getApplicationError().getCode())
                .isEqualTo(1005);
        assertThat(ofAccount("shop@apps.example").hasResponse()).isTrue();
    }

    @SuppressWarnings("deprecation")
    private RemoteApiPb.Response ofAccount(String account) throws IOException {
        var asked = GetAccessTokenRequest.newBuilder().addScope("x").setServiceAccountName(account);
        return call("app_identity_service", "GetAccessToken", asked.build());
    }

    @Test
    void onlySmallThingsAreSigned() throws IOException {
        assertThat(call("app_identity_service", "SignForApp", blob(8192)).hasResponse())
                .isTrue();
        assertThat(call("app_identity_service", "SignForApp", blob(8193))
                        .getApplicationError()
                        .getCode())
                .isEqualTo(1000);
    }

    private static SignForAppRequest blob(int size) {
        return SignForAppRequest.newBuilder()
                .setBytesToSign(ByteString.copyFrom(new byte[size]))
                .build();
    }

    @Test
    void aSiteThatIsBeingRemovedIsToldSo() throws IOException {
        shop = node.program("gone", "g-1");
        var response = call("modules", "GetModules", GetModulesRequest.getDefaultInstance());
        assertThat(response.getApplicationError().getCode()).isEqualTo(4);
        assertThat(response.getApplicationError().getDetail()).contains("removed");
    }

    @Test
    void aServiceIsEnabledWhenAllThatWasAskedForIs() throws IOException {
        assertThat(enabled("datastore_v3").getSummaryStatus()).isEqualTo(SummaryStatus.ENABLED);
        assertThat(enabled("images").getSummaryStatus()).isEqualTo(SummaryStatus.DISABLED);
        assertThat(enabled("teleport").getSummaryStatus()).isEqualTo(SummaryStatus.UNKNOWN);

        var both = enabled("datastore_v3", "query", "write");
        assertThat(both.getSummaryStatus()).isEqualTo(SummaryStatus.DISABLED);
        assertThat(both.getConfigList())
                .extracting(CapabilityConfig::getStatus)
                .containsExactly(CapabilityConfig.Status.ENABLED, CapabilityConfig.Status.DISABLED);
    }

    private IsEnabledResponse enabled(String service, String... capabilities) throws IOException {
        var asked = IsEnabledRequest.newBuilder().setPackage(service).addAllCapability(List.of(capabilities));
        return IsEnabledResponse.parseFrom(shop.answer("capability_service", "IsEnabled", asked.build()));
    }

    @Test
    void whatIsLoggedKeepsItsOrderAndItsLevelAndIsTheInstances() throws IOException {
        shop.answer(
                "logservice", "Flush", flush("0|so", "1|it\ngoes", "3|wrong", "4|lost", "2|hm", "99|top", "-1|low"));

        var at = shop.version() + " a-1 ";
        assertThat(logged)
                .containsExactly(
                        at + "O DEBUG so",
                        at + "O INFO it",
                        at + "O INFO goes",
                        at + "E ERROR wrong",
                        at + "E CRITICAL lost",
                        at + "O WARNING hm",
                        at + "E CRITICAL top",
                        at + "O DEBUG low");
    }

    @Test
    void tooManyLinesAtOnceAreCutAndTheLogSaysSo() throws IOException {
        var many = new String[600];
        java.util.Arrays.fill(many, "1|a\nb");
        many[0] = "1|" + "x".repeat(9000);
        shop.answer("logservice", "Flush", flush(many));

        assertThat(logged).hasSize(1001);
        assertThat(logged.getFirst()).hasSize((shop.version() + " a-1 O ").length() + 8192);
        assertThat(logged.getLast()).contains("E WARNING More lines");
    }

    private static FlushRequest flush(String... entries) {
        var group = UserAppLogGroup.newBuilder();
        for (var entry : entries) {
            var parts = entry.split("\\|", 2);
            group.addLogLineBuilder()
                    .setTimestampUsec(1)
                    .setLevel(Long.parseLong(parts[0]))
                    .setMessage(parts[1]);
        }
        return FlushRequest.newBuilder().setLogs(group.build().toByteString()).build();
    }
}
