package io.ironstead.couch;

import io.ironstead.model.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.http.HttpHost;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.HttpUriRequest;
import org.apache.http.config.SocketConfig;
import org.apache.http.conn.ConnectTimeoutException;
import org.apache.http.entity.ByteArrayEntity;
import org.apache.http.entity.ContentType;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.impl.conn.PoolingHttpClientConnectionManager;
import org.apache.http.message.BasicHeader;
import org.ektorp.DbAccessException;
import org.ektorp.http.HttpResponse;
import org.ektorp.http.ResponseCallback;
import org.ektorp.http.RestTemplate;
import org.ektorp.http.StdHttpClient;
import org.jspecify.annotations.Nullable;

/** A CouchDB node spoken to by Ektorp over an HTTP client of our own making. */
final class HttpCoordinator implements Coordinator {
    private static final int READ_MILLIS_MAX = 120_000;
    private static final int STALE_AFTER_MILLIS = 500;

    private final DeadlineClient http;
    private final RestTemplate rest;
    private final ScheduledExecutorService timer;
    private final int answerBytesMax;

    HttpCoordinator(URI address, CouchSettings settings, ScheduledExecutorService timer) {
        this.timer = timer;
        answerBytesMax = settings.answerBytesMax();
        http = new DeadlineClient(HttpHost.create(address.getScheme() + "://" + address.getAuthority()), settings);
        rest = new RestTemplate(http);
    }

    @Override
    public Outcome ask(Request request, Deadline deadline) {
        if (deadline.isOver()) {
            return new Outcome.NeverSent("the time was over");
        }
        var call = new Call();
        ScheduledFuture<?> alarm = timer.schedule(call::abort, deadline.left().toNanos(), TimeUnit.NANOSECONDS);
        try {
            return ScopedValue.where(DeadlineClient.CALL, call)
                    .call(() -> new Outcome.Answered(send(request, new Reading(answerBytesMax))));
        } catch (DbAccessException | IllegalStateException e) {
            return failure(e, call);
        } finally {
            alarm.cancel(false);
            call.finish();
        }
    }

    private Answer send(Request request, Reading reading) {
        byte[] body = request.body();
        var entity = new ByteArrayEntity(body == null ? new byte[0] : body, ContentType.APPLICATION_JSON);
        return switch (request.method()) {
            case "GET" -> rest.get(request.path(), reading);
            case "PUT" -> rest.put(request.path(), entity, reading);
            case "POST" -> rest.post(request.path(), entity, reading);
            case "DELETE" -> rest.delete(request.path(), reading);
            default -> throw new IllegalArgumentException("No such method is used");
        };
    }

    private static Outcome failure(RuntimeException failure, Call call) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
            if (neverSent(cause)) {
                return new Outcome.NeverSent(cause.getClass().getSimpleName());
            }
        }
        return new Outcome.Lost(call.isAborted() ? "deadline" : cause.getClass().getSimpleName());
    }

    private static boolean neverSent(Throwable cause) {
        return cause instanceof ConnectException
                || cause instanceof ConnectTimeoutException // also: no free connection in the pool
                || cause instanceof UnknownHostException
                || cause instanceof NoRouteToHostException;
    }

    @Override
    public void close() {
        http.shutdown();
    }

    /** Reads an answer whatever its status: Ektorp's own handler takes every 2xx for a success and loses the 202. */
    private record Reading(int bytesMax) implements ResponseCallback<Answer> {
        @Override
        public Answer success(HttpResponse response) throws IOException {
            return read(response);
        }

        @Override
        public Answer error(HttpResponse response) {
            try {
                return read(response);
            } catch (IOException e) {
                throw new DbAccessException(e);
            }
        }

        private Answer read(HttpResponse response) throws IOException {
            try (InputStream content = response.getContent()) {
                byte[] body = content.readNBytes(bytesMax + 1);
                if (body.length > bytesMax) {
                    response.abort();
                    throw new IOException("The answer is larger than allowed");
                }
                return new Answer(response.getCode(), body);
            }
        }
    }

    /** The running exchange of one call, so that the alarm can cut it off. */
    private static final class Call {
        private @Nullable HttpUriRequest running;
        private boolean aborted;

        synchronized void start(HttpUriRequest request) {
            running = request;
            if (aborted) {
                request.abort();
            }
        }

        synchronized void abort() {
            aborted = true;
            if (running != null) {
                running.abort();
            }
        }

        synchronized void finish() {
            running = null;
        }

        synchronized boolean isAborted() {
            return aborted;
        }
    }

    /** Ektorp's client, with each request known to its call. */
    private static final class DeadlineClient extends StdHttpClient {
        static final ScopedValue<Call> CALL = ScopedValue.newInstance();

        private final HttpHost host;
        private final PoolingHttpClientConnectionManager pool;

        DeadlineClient(HttpHost host, CouchSettings settings) {
            this(host, settings, pool(settings));
        }

        private DeadlineClient(HttpHost host, CouchSettings settings, PoolingHttpClientConnectionManager pool) {
            super(client(settings, pool));
            this.host = host;
            this.pool = pool;
        }

        private static PoolingHttpClientConnectionManager pool(CouchSettings settings) {
            var pool = new PoolingHttpClientConnectionManager();
            pool.setMaxTotal(settings.connectionsMax());
            pool.setDefaultMaxPerRoute(settings.connectionsMax());
            // A server that restarted has closed its connections: find out before a write is sent into one.
            pool.setValidateAfterInactivity(STALE_AFTER_MILLIS);
            pool.setDefaultSocketConfig(
                    SocketConfig.custom().setTcpNoDelay(true).build());
            return pool;
        }

        private static org.apache.http.client.HttpClient client(
                CouchSettings settings, PoolingHttpClientConnectionManager pool) {
            int connectMillis = Math.toIntExact(settings.connectTimeout().toMillis());
            byte[] credentials = (settings.user() + ":" + settings.password()).getBytes(StandardCharsets.UTF_8);
            return HttpClients.custom()
                    .setConnectionManager(pool)
                    .setDefaultRequestConfig(RequestConfig.custom()
                            .setConnectTimeout(connectMillis)
                            .setConnectionRequestTimeout(connectMillis)
                            .setSocketTimeout(READ_MILLIS_MAX)
                            .setExpectContinueEnabled(false)
                            .setNormalizeUri(false)
                            .build())
                    .setDefaultHeaders(List.of(
                            new BasicHeader("Accept", "application/json"),
                            new BasicHeader(
                                    "Authorization",
                                    "Basic " + Base64.getEncoder().encodeToString(credentials))))
                    // What may be repeated is decided one level up.
                    .disableAutomaticRetries()
                    .disableAuthCaching()
                    // Links of the chain through which every call would go for nothing.
                    .disableCookieManagement()
                    .disableRedirectHandling()
                    .disableContentCompression()
                    .disableConnectionState()
                    .build();
        }

        @Override
        protected HttpHost getHttpHost() {
            return host;
        }

        @Override
        protected HttpResponse executeRequest(HttpUriRequest request, boolean useBackend) {
            CALL.get().start(request);
            // Ektorp sends entities to its cache-less "backend" without naming the host.
            return super.executeRequest(request, false);
        }

        @Override
        public void shutdown() {
            pool.shutdown();
        }
    }
}
