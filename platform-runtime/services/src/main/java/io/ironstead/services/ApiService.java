package io.ironstead.services;

/** One service as programs name it, for example {@code memcache}. Called by many virtual threads at once. */
public interface ApiService {

    /** As in requests: {@code datastore_v3}, {@code app_identity_service}. */
    String name();

    /**
     * Serves one call; may block, up to the call's deadline. An unchecked exception is a broken promise of this
     * platform: the caller gets {@link RpcCode#UNKNOWN} and the log gets the trace.
     */
    ApiResult call(ApiCall call);
}
