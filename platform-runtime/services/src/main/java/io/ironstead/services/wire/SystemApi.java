package io.ironstead.services.wire;

/** {@code system}: nothing of it is offered yet, and it says so. */
public final class SystemApi extends ProtoService {
    public SystemApi() {
        super("system");
        notOffered("StartBackgroundRequest", "Start a thread of your language: it may go on after the request.");
        notOffered("GetSystemStats", "Read /proc, or ask your language's runtime.");
    }
}
