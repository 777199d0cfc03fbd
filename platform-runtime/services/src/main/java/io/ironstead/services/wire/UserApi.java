package io.ironstead.services.wire;

import com.google.apphosting.api.UserServicePb.CreateLoginURLRequest;
import com.google.apphosting.api.UserServicePb.CreateLoginURLResponse;
import com.google.apphosting.api.UserServicePb.CreateLogoutURLRequest;
import com.google.apphosting.api.UserServicePb.CreateLogoutURLResponse;
import com.google.apphosting.api.UserServicePb.GetOAuthUserRequest;
import com.google.apphosting.api.UserServicePb.UserServiceError.ErrorCode;
import io.ironstead.services.ApiCall;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** {@code user}: where visitors sign in and out, on the site's own address. */
public final class UserApi extends ProtoService {
    private static final int DESTINATION_MAX = 2048;

    public UserApi() {
        super("user");
        on("CreateLoginURL", CreateLoginURLRequest.parser(), UserApi::login);
        on("CreateLogoutURL", CreateLogoutURLRequest.parser(), UserApi::logout);
        on("GetOAuthUser", GetOAuthUserRequest.parser(), (call, request) -> {
            throw new Refusal(
                    ErrorCode.OAUTH_INVALID_REQUEST_VALUE, "This request carries no OAuth token that is known here.");
        });
        notOffered("CheckOAuthSignature", "OAuth 1 has ended; check tokens with a library of your language.");
    }

    private static CreateLoginURLResponse login(ApiCall call, CreateLoginURLRequest request) {
        return CreateLoginURLResponse.newBuilder()
                .setLoginUrl("/_ah/login?continue=" + destination(request.getDestinationUrl()))
                .build();
    }

    private static CreateLogoutURLResponse logout(ApiCall call, CreateLogoutURLRequest request) {
        return CreateLogoutURLResponse.newBuilder()
                .setLogoutUrl("/_ah/logout?continue=" + destination(request.getDestinationUrl()))
                .build();
    }

    private static String destination(String url) {
        if (url.length() > DESTINATION_MAX) {
            throw new Refusal(
                    ErrorCode.REDIRECT_URL_TOO_LONG_VALUE,
                    "An address to come back to may have " + DESTINATION_MAX + " characters.");
        }
        return URLEncoder.encode(url, StandardCharsets.UTF_8);
    }
}
