package io.ironstead.cli.fake;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Answers as the console does: tokens are checked, sites must exist, a deployment moves one answer at a time. */
public final class FakeConsole implements AutoCloseable {
    public static final String TOKEN = "right";

    private final HttpServer server;
    private final Map<String, byte[]> uploads = new ConcurrentHashMap<>();
    private final Map<String, String> queries = new ConcurrentHashMap<>();
    private final Map<String, String> sites = new TreeMap<>();
    private final Deque<String> deployment = new ArrayDeque<>();

    public FakeConsole() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v1/", this::handle);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What the next deployment answers: first to the upload, then to each look at it. The last one stays. */
    public void nextDeployment(String... answers) {
        deployment.addAll(java.util.List.of(answers));
    }

    public byte[] uploadTo(String site) {
        return uploads.get(site);
    }

    public String queryOf(String site) {
        return queries.get(site);
    }

    public Map<String, String> sites() {
        return sites;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readAllBytes();
            var path = exchange.getRequestURI().getPath().substring("/api/v1/".length());
            if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                problem(exchange, 401, "This token is not valid", "Make a new one.");
            } else if (path.equals("sites") && exchange.getRequestMethod().equals("POST")) {
                var name = new String(body, StandardCharsets.UTF_8).replaceAll(".*\"name\":\"([^\"]*)\".*", "$1");
                if (name.equals("taken")) {
                    problem(exchange, 409, "The name taken belongs to somebody else", "Choose another name.");
                } else {
                    sites.put(name, "{\"name\":\"" + name + "\",\"address\":\"http://" + name + ".localhost:8000\"}");
                    json(exchange, 201, sites.get(name));
                }
            } else if (path.matches("sites/[^/]+")) {
                var site = sites.get(path.substring("sites/".length()));
                if (site == null) {
                    problem(exchange, 404, "There is no such site", "Create it.");
                } else {
                    json(exchange, 200, site);
                }
            } else if (path.matches("sites/[^/]+/deployments")) {
                var site = path.split("/")[1];
                uploads.put(site, body);
                queries.put(site, exchange.getRequestURI().getRawQuery());
                json(exchange, 202, nextAnswer());
            } else if (path.matches("sites/[^/]+/deployments/d1")) {
                json(exchange, 200, nextAnswer());
            } else {
                problem(exchange, 404, "There is no such resource", "");
            }
        }
    }

    private String nextAnswer() {
        return deployment.size() > 1 ? deployment.removeFirst() : deployment.getFirst();
    }

    private static void problem(HttpExchange exchange, int status, String detail, String advice) throws IOException {
        var body = "{\"title\":\"Refused\",\"detail\":\"" + detail + "\",\"advice\":\"" + advice + "\"}";
        exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
        send(exchange, status, body);
    }

    private static void json(HttpExchange exchange, int status, String body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        send(exchange, status, body);
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
