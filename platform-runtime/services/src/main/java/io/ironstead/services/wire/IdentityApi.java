package io.ironstead.services.wire;

import com.google.appengine.api.appidentity.AppIdentityServicePb.AppIdentityServiceError.ErrorCode;
import com.google.appengine.api.appidentity.AppIdentityServicePb.GetAccessTokenRequest;
import com.google.appengine.api.appidentity.AppIdentityServicePb.GetAccessTokenResponse;
import com.google.appengine.api.appidentity.AppIdentityServicePb.GetDefaultGcsBucketNameRequest;
import com.google.appengine.api.appidentity.AppIdentityServicePb.GetDefaultGcsBucketNameResponse;
import com.google.appengine.api.appidentity.AppIdentityServicePb.GetPublicCertificateForAppRequest;
import com.google.appengine.api.appidentity.AppIdentityServicePb.GetPublicCertificateForAppResponse;
import com.google.appengine.api.appidentity.AppIdentityServicePb.GetServiceAccountNameRequest;
import com.google.appengine.api.appidentity.AppIdentityServicePb.GetServiceAccountNameResponse;
import com.google.appengine.api.appidentity.AppIdentityServicePb.SignForAppRequest;
import com.google.appengine.api.appidentity.AppIdentityServicePb.SignForAppResponse;
import com.google.appengine.repackaged.com.google.protobuf.ByteString;
import io.ironstead.model.SiteName;
import io.ironstead.services.ApiCall;
import io.ironstead.services.identity.SiteKeys;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;

/**
 * {@code app_identity_service}. A site's account is {@code site@domain}; its access tokens are JSON Web Tokens (RFC 7519)
 * signed with the site's own key, which prove who calls to whoever has the site's certificate, and to nobody at Google.
 */
public final class IdentityApi extends ProtoService {
    private static final int SIGNED_BYTES_MAX = 8192;
    private static final int SCOPES_MAX = 100;
    private static final Duration TOKEN_LIFE = Duration.ofHours(1);
    private static final Duration CERTIFICATES_LIFE = Duration.ofHours(1);

    private final SiteKeys keys;
    private final String domain;
    private final InstantSource clock;

    /** @param domain the platform's, for the names of accounts */
    public IdentityApi(SiteKeys keys, String domain, InstantSource clock) {
        super("app_identity_service");
        this.keys = keys;
        this.domain = domain;
        this.clock = clock;
        on("GetServiceAccountName", GetServiceAccountNameRequest.parser(), this::account);
        on("GetAccessToken", GetAccessTokenRequest.parser(), this::token);
        on("GetDefaultGcsBucketName", GetDefaultGcsBucketNameRequest.parser(), IdentityApi::bucket);
        on("SignForApp", SignForAppRequest.parser(), this::sign);
        on("GetPublicCertificatesForApp", GetPublicCertificateForAppRequest.parser(), this::certificates);
    }

    private String accountOf(SiteName site) {
        return site + "@" + domain;
    }

    private GetServiceAccountNameResponse account(ApiCall call, GetServiceAccountNameRequest request) {
        return GetServiceAccountNameResponse.newBuilder()
                .setServiceAccountName(accountOf(call.caller().site()))
                .build();
    }

    // A program may still name the account it wants a token of.
    @SuppressWarnings("deprecation")
    private GetAccessTokenResponse token(ApiCall call, GetAccessTokenRequest request) {
        var site = call.caller().site();
        List<String> scopes = request.getScopeList();
        if (scopes.isEmpty() || scopes.size() > SCOPES_MAX || !scopes.stream().allMatch(IdentityApi::isScope)) {
            throw new Refusal(
                    ErrorCode.UNKNOWN_SCOPE_VALUE, "A token needs 1 to 100 scopes, words of printable characters.");
        }
        if (request.hasServiceAccountName() && !request.getServiceAccountName().equals(accountOf(site))) {
            throw new Refusal(ErrorCode.NOT_ALLOWED_VALUE, "A site can have tokens of its own account only.");
        }
        long now = clock.instant().getEpochSecond();
        long expires = now + TOKEN_LIFE.toSeconds();
        var key = keys.of(site);
        var head = "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"" + key.name() + "\"}";
        var account = accountOf(site);
        var claims = "{\"iss\":\"" + account + "\",\"sub\":\"" + account + "\",\"scope\":\"" + String.join(" ", scopes)
                + "\",\"iat\":" + now + ",\"exp\":" + expires + "}";
        var signed =
                encode(head.getBytes(StandardCharsets.UTF_8)) + "." + encode(claims.getBytes(StandardCharsets.UTF_8));
        return GetAccessTokenResponse.newBuilder()
                .setAccessToken(signed + "." + encode(key.sign(signed.getBytes(StandardCharsets.US_ASCII))))
                .setExpirationTime(expires)
                .build();
    }

    /** As RFC 6749, section 3.3, allows them; so nothing in them ends a JSON string. */
    private static boolean isScope(String scope) {
        return !scope.isEmpty()
                && scope.length() <= 1000
                && scope.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '"' && c != '\\');
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Without a name, as App Engine answers a site that has no bucket: files are not offered yet. */
    private static GetDefaultGcsBucketNameResponse bucket(ApiCall call, GetDefaultGcsBucketNameRequest request) {
        return GetDefaultGcsBucketNameResponse.getDefaultInstance();
    }

    private SignForAppResponse sign(ApiCall call, SignForAppRequest request) {
        if (request.getBytesToSign().size() > SIGNED_BYTES_MAX) {
            throw new Refusal(
                    ErrorCode.BLOB_TOO_LARGE_VALUE, "At most " + SIGNED_BYTES_MAX + " bytes can be signed at once.");
        }
        var key = keys.of(call.caller().site());
        return SignForAppResponse.newBuilder()
                .setKeyName(key.name())
                .setSignatureBytes(
                        ByteString.copyFrom(key.sign(request.getBytesToSign().toByteArray())))
                .build();
    }

    private GetPublicCertificateForAppResponse certificates(ApiCall call, GetPublicCertificateForAppRequest request) {
        var key = keys.of(call.caller().site());
        var response = GetPublicCertificateForAppResponse.newBuilder()
                .setMaxClientCacheTimeInSecond(CERTIFICATES_LIFE.toSeconds());
        response.addPublicCertificateListBuilder().setKeyName(key.name()).setX509CertificatePem(key.certificatePem());
        return response.build();
    }
}
