package io.ironstead.services.api;

import io.ironstead.services.ApiCall;
import io.ironstead.services.ApiResult;
import io.ironstead.services.ApiService;
import io.ironstead.services.RpcCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The services this node offers, and a plain word for those it does not. */
public final class ApiServices {
    /** What App Engine has and this platform does not offer yet, with what a program can do instead. */
    private static final Map<String, String> NOT_OFFERED = Map.of(
            "blobstore", "Keep small files in the datastore (up to 1 MB an entity), or in the bundle.",
            "images", "Use a library of your language, for example Pillow or ImageIO.",
            "mail", "Send mail with a library of your language through your own SMTP server.",
            "urlfetch", "Use your language's own HTTP client: sockets are open to programs here.",
            "search", "Query the datastore, or use a library of your language.");

    private final Map<String, ApiService> offered = new HashMap<>();

    public ApiServices(List<ApiService> services) {
        for (var service : services) {
            if (offered.put(service.name(), service) != null) {
                throw new IllegalArgumentException("Two services are named " + service.name());
            }
        }
    }

    /** True: App Engine has this service, and it is not offered here. {@code system} is there only to say so. */
    public static boolean isKnown(String service) {
        return NOT_OFFERED.containsKey(service) || service.equals("system");
    }

    ApiResult call(ApiCall call) {
        var service = offered.get(call.service());
        if (service != null) {
            return service.call(call);
        }
        var advice = NOT_OFFERED.get(call.service());
        if (advice != null) {
            return ApiResult.notOffered(call.service(), call.method(), advice);
        }
        return new ApiResult.RpcError(
                RpcCode.CALL_NOT_FOUND,
                "There is no service " + call.service() + " (its method " + call.method() + " was called).");
    }
}
