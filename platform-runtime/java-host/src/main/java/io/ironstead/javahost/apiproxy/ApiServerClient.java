package io.ironstead.javahost.apiproxy;

import com.google.apphosting.api.ApiProxy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The API server over {@code /rpc_http}, on connections that are kept. A call is sent once: whether it took effect when no
 * answer comes is for the program to find out, as on App Engine.
 */
final class ApiServerClient {
    private static final int PAYLOAD_BYTES_MAX = 50 * 1024 * 1024;
    /** A payload, and what the fields around it may add. */
    private static final int ANSWER_BYTES_MAX = PAYLOAD_BYTES_MAX + 4096;

    private static final int CALLS_AT_ONCE_MAX = 100;
    private static final Duration CONNECT_MAX = Duration.ofSeconds(5);

    private final URI address;
    private final Semaphore places = new Semaphore(CALLS_AT_ONCE_MAX, true);
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_MAX)
            .proxy(HttpClient.Builder.NO_PROXY)
            .executor(Executors.newThreadPerTaskExecutor(
                    Thread.ofVirtual().name("api-server").factory()))
            .build();

    ApiServerClient(URI address) {
        this.address = address;
    }

    /**
     * Waits for the answer up to the call's limit.
     *
     * @throws ApiProxy.ApiProxyException for each way in which there is none, as Google's runtime has it
     */
    byte[] call(ApiCall call) {
        if (call.request().length > PAYLOAD_BYTES_MAX) {
            throw new ApiProxy.RequestTooLargeException(call.service(), call.method());
        }
        long start = System.nanoTime();
        try {
            if (!places.tryAcquire(call.limit().toNanos(), TimeUnit.NANOSECONDS)) {
                throw new ApiProxy.CancelledException(
                        call.service(),
                        call.method(),
                        "the overall HTTP request deadline was reached while waiting for concurrent API calls");
            }
            try {
                return RemoteMessages.payload(call, exchange(call, start));
            } finally {
                places.release();
            }
        } catch (InterruptedException stopped) {
            // As Google's runtime: the flag stays clear, or every later call of this thread would fail at once.
            throw new ApiProxy.CancelledException(call.service(), call.method(), "the thread was interrupted");
        }
    }

    private byte[] exchange(ApiCall call, long start) throws InterruptedException {
        var request = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/octet-stream")
                .header("X-Google-RPC-Service-Endpoint", "app-engine-apis")
                .header("X-Google-RPC-Service-Method", "/VMRemoteAPI.CallRemoteAPI")
                .header("X-Google-RPC-Service-Deadline", String.format(Locale.ROOT, "%.3f", call.limitSeconds()))
                .POST(HttpRequest.BodyPublishers.ofByteArray(RemoteMessages.request(call)))
                .build();
        long left = call.limit().toNanos() - (System.nanoTime() - start);
        var sent = http.sendAsync(request, ApiServerClient::receiver);
        try {
            return body(call, sent.get(Math.max(1, left), TimeUnit.NANOSECONDS));
        } catch (TimeoutException late) {
            throw new ApiProxy.ApiDeadlineExceededException(call.service(), call.method());
        } catch (ExecutionException | CancellationException broken) {
            throw failed(call, broken);
        } finally {
            // Without effect on one that is done; a call nobody waits for any more gives its connection up.
            sent.cancel(true);
        }
    }

    /** Gathers the answer, unless its length says that it may not be. */
    private static BodySubscriber<byte[]> receiver(HttpResponse.ResponseInfo info) {
        return tooLarge(info.headers())
                ? BodySubscribers.replacing(new byte[0])
                : BodySubscribers.limiting(BodySubscribers.ofByteArray(), ANSWER_BYTES_MAX);
    }

    private static boolean tooLarge(HttpHeaders headers) {
        return headers.firstValueAsLong("Content-Length").orElse(0) > ANSWER_BYTES_MAX;
    }

    private static byte[] body(ApiCall call, HttpResponse<byte[]> answer) {
        if (answer.statusCode() != 200) {
            throw new ApiProxy.UnknownException(
                    call.service(),
                    call.method(),
                    new IOException("The API server answered HTTP " + answer.statusCode()));
        }
        if (tooLarge(answer.headers())) {
            throw new ApiProxy.ResponseTooLargeException(call.service(), call.method());
        }
        return answer.body();
    }

    private static ApiProxy.ApiProxyException failed(ApiCall call, Exception broken) {
        var cause = broken.getCause() == null ? broken : broken.getCause();
        return new ApiProxy.UnknownException(call.service(), call.method(), cause);
    }
}
