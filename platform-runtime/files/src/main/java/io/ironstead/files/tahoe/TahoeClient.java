package io.ironstead.files.tahoe;

import io.ironstead.files.FilesUnavailableException;
import io.ironstead.files.content.ContentRef;
import io.ironstead.model.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.client.PathRequestContent;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.Transport;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Speaks to the node of this machine over its unix socket. Capabilities stand in the addresses of requests, so no
 * failure of the HTTP client is ever passed on, neither as text nor as cause: only its kind.
 */
public final class TahoeClient implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    /** Any host: the socket is what is dialled. */
    private static final String NODE = "http://node";

    private static final int ANSWER_BYTES_MAX = 256 * 1024;
    private static final Duration STALL_MAX = Duration.ofSeconds(30);

    private final HttpClient http;
    private final Transport unix;

    /** Nothing is dialled yet. */
    public TahoeClient(Path socket) {
        var threads = new QueuedThreadPool(16, 2);
        threads.setName("tahoe-http");
        threads.setDaemon(true);
        http = new HttpClient(new HttpClientTransportOverHTTP(1));
        unix = new Transport.TCPUnix(socket);
        http.setExecutor(threads);
        http.setMaxConnectionsPerDestination(32);
        http.setMaxRequestsQueuedPerDestination(256);
        http.setConnectTimeout(2000);
        http.setFollowRedirects(false);
        http.setIdleTimeout(STALL_MAX.toMillis());
        try {
            http.start();
        } catch (Exception broken) { // The one kind that Jetty's start declares.
            throw new IllegalStateException("The client of the grid's node does not start", broken);
        }
    }

    /** What the node says of itself and of the servers it knows. */
    public JsonNode welcome(Deadline deadline) {
        return json(request("/?t=json", HttpMethod.GET), deadline);
    }

    /** Disk, counters and latencies of the node. */
    public JsonNode statistics(Deadline deadline) {
        return json(request("/statistics?t=json", HttpMethod.GET), deadline);
    }

    /**
     * Stores a file in the grid.
     *
     * @return its capability
     * @throws FilesUnavailableException when too few servers took it, or not in time
     */
    public ContentRef put(Path file, Deadline deadline) throws IOException {
        var request = request("/uri", HttpMethod.PUT).body(new PathRequestContent("application/octet-stream", file));
        var cap = text(request, deadline).strip();
        if (!cap.startsWith("URI:")) {
            throw new IllegalStateException("The grid's node answered a put without a capability");
        }
        return new ContentRef(cap);
    }

    /**
     * The bytes from {@code first} on, exactly {@code length} of them, at least one.
     *
     * @throws FilesUnavailableException when too few servers have shares of it now, or do not answer in time
     */
    public InputStream get(ContentRef cap, long first, long length, Deadline deadline) throws IOException {
        var request = request(pathOf(cap), HttpMethod.GET)
                .headers(fields -> fields.put(HttpHeader.RANGE, "bytes=" + first + "-" + (first + length - 1)));
        var listener = new InputStreamResponseListener();
        var response = answerOf(request, listener, deadline);
        var body = listener.getInputStream();
        if (response.getStatus() == 200) {
            // A node may give all instead of a part.
            body.skipNBytes(first);
        } else if (response.getStatus() != 206) {
            throw refusal(response.getStatus(), body);
        }
        return new GridStream(body, length);
    }

    /** Asks the servers for their shares of a file. @param verify reads and checks every one of them, too */
    public JsonNode check(ContentRef cap, boolean verify, boolean repair, boolean addLease, Deadline deadline) {
        var path = pathOf(cap) + "?t=check&output=JSON" + (verify ? "&verify=true" : "")
                + (repair ? "&repair=true" : "") + (addLease ? "&add-lease=true" : "");
        return json(request(path, HttpMethod.POST), deadline);
    }

    private JsonNode json(Request request, Deadline deadline) {
        try {
            return JSON.readTree(text(request, deadline));
        } catch (JacksonException | IOException notJson) {
            throw new FilesUnavailableException("The grid's node broke off its answer");
        }
    }

    private String text(Request request, Deadline deadline) throws IOException {
        var listener = new InputStreamResponseListener();
        request.timeout(millisOf(deadline), TimeUnit.MILLISECONDS);
        var response = answerOf(request, listener, deadline);
        try (var body = listener.getInputStream()) {
            if (response.getStatus() != 200 && response.getStatus() != 201) {
                throw refusal(response.getStatus(), body);
            }
            return new String(body.readNBytes(ANSWER_BYTES_MAX), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new FilesUnavailableException("The grid's node broke off its answer");
        }
    }

    /** Sends, and waits for the head of the answer. */
    private static Response answerOf(Request request, InputStreamResponseListener listener, Deadline deadline) {
        try {
            request.send(listener);
            return listener.get(millisOf(deadline), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            request.abort(late);
            throw new FilesUnavailableException("The grid's node did not answer in time");
        } catch (ExecutionException failed) {
            throw new FilesUnavailableException("The grid's node could not be asked: "
                    + failed.getCause().getClass().getSimpleName());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            request.abort(stop);
            throw new FilesUnavailableException("Nobody waits for the grid's answer any more");
        }
    }

    private static RuntimeException refusal(int status, InputStream body) throws IOException {
        var text = new String(body.readNBytes(ANSWER_BYTES_MAX), StandardCharsets.UTF_8);
        body.close();
        if (status == 410) {
            // Also for a moment only, and for a file nobody ever had: never a proof that there is none.
            return new FilesUnavailableException("Too few servers of the grid have shares of this file now");
        }
        if (status == 500 && text.contains("UploadUnhappinessError")) {
            return new FilesUnavailableException("Too few servers of the grid take files now");
        }
        if (status >= 500) {
            return new FilesUnavailableException("The grid's node failed with status " + status);
        }
        return new IllegalStateException("The grid's node refused a request with status " + status);
    }

    private Request request(String pathAndQuery, HttpMethod method) {
        return http.newRequest(NODE + pathAndQuery)
                .transport(unix)
                .method(method)
                .idleTimeout(STALL_MAX.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static String pathOf(ContentRef cap) {
        return "/uri/" + URLEncoder.encode(cap.secret(), StandardCharsets.US_ASCII);
    }

    private static long millisOf(Deadline deadline) {
        if (deadline.isOver()) {
            throw new FilesUnavailableException("There was no time left to ask the grid");
        }
        return Math.max(1, deadline.left().toMillis());
    }

    @Override
    public void close() {
        try {
            http.stop();
        } catch (Exception broken) { // The one kind that Jetty's stop declares.
            throw new IllegalStateException("The client of the grid's node does not stop", broken);
        }
    }
}
