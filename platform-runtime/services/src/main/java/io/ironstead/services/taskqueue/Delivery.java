package io.ironstead.services.taskqueue;

import com.google.protobuf.ByteString;
import io.ironstead.model.SiteName;
import java.util.List;
import java.util.Optional;

/** Sends a request of the platform's own to a site's program. */
@FunctionalInterface
public interface Delivery {

    /**
     * Waits for the answer, as long as the target's way of scaling allows: ten minutes, or a day.
     *
     * @throws InterruptedException when this node stops meanwhile; whether the program got the request is not known then
     */
    Outcome send(SiteName site, Parcel parcel) throws InterruptedException;

    /**
     * What is sent.
     *
     * @param target {@code service}, {@code version.service} or {@code instance.version.service}; absent: the default service
     * @param headers the platform's among them, {@code X-AppEngine-QueueName} and the like
     */
    record Parcel(Optional<String> target, String method, String url, List<Task.Header> headers, ByteString body) {}

    /** How it went. */
    sealed interface Outcome {
        /** @param status of HTTP, the program's or the platform's */
        record Answered(int status) implements Outcome {}

        /** Nobody answered, or not in time. */
        record Failed(String reason) implements Outcome {}

        /** 0 when nobody answered. */
        default int statusOrNone() {
            return this instanceof Answered(int status) ? status : 0;
        }

        default boolean isGood() {
            return statusOrNone() / 100 == 2;
        }
    }
}
