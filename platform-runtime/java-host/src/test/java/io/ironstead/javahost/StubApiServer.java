package io.ironstead.javahost;

import com.google.appengine.api.memcache.MemcacheServicePb;
import com.google.appengine.repackaged.com.google.protobuf.ByteString;
import com.google.appengine.repackaged.com.google.protobuf.InvalidProtocolBufferException;
import com.google.apphosting.base.protos.api_bytes.RemoteApiPb;
import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/**
 * An API server with a small memcache, a datastore that begins and ends transactions, and a service {@code stub} whose
 * methods answer in every way the protocol has. Speaks real HTTP with the real messages.
 */
final class StubApiServer implements AutoCloseable {
    private final HttpServer server;
    private final Map<ByteString, ByteString> memory = new ConcurrentHashMap<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);

    /** A call as it came in. */
    record Seen(String call, String ticket, String deadline, int port) {}

    private record Refusal(int code, boolean application) {}

    StubApiServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/rpc_http", this::answer);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    List<Seen> seen() {
        return seen;
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var call = RemoteApiPb.Request.parseFrom(exchange.getRequestBody().readAllBytes());
            var headers = exchange.getRequestHeaders();
            var name = call.getServiceName() + "." + call.getMethod();
            seen.add(new Seen(
                    name,
                    call.getRequestId(),
                    headers.getFirst("X-Google-RPC-Service-Deadline"),
                    exchange.getRemoteAddress().getPort()));
            if (!"/VMRemoteAPI.CallRemoteAPI".equals(headers.getFirst("X-Google-RPC-Service-Method"))
                    || !"app-engine-apis".equals(headers.getFirst("X-Google-RPC-Service-Endpoint"))) {
                exchange.sendResponseHeaders(400, -1);
            } else if (name.equals("stub.Status")) {
                exchange.sendResponseHeaders(503, -1);
            } else {
                send(exchange, response(name, call));
            }
        }
    }

    private static void send(HttpExchange exchange, byte[] body) throws IOException {
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    private byte[] response(String name, RemoteApiPb.Request call) throws InvalidProtocolBufferException {
        var bytes = call.getRequest();
        return switch (name) {
            case "stub.Echo" -> payload(bytes);
            case "stub.Ticket" -> payload(ByteString.copyFromUtf8(call.getRequestId()));
            case "stub.RpcError" -> error(new Refusal(Integer.parseInt(bytes.toStringUtf8()), false));
            case "stub.ApplicationError", "memcache.Stats" -> error(new Refusal(9, true));
            case "stub.Large" -> payload(ByteString.copyFrom(new byte[50 * 1024 * 1024 + 5000]));
            case "stub.Garbage" -> new byte[] {10, 100, 1};
            case "stub.Never" -> never();
            case "memcache.Set" -> set(MemcacheServicePb.MemcacheSetRequest.parseFrom(bytes));
            case "memcache.Get" -> get(MemcacheServicePb.MemcacheGetRequest.parseFrom(bytes));
            case "datastore_v3.BeginTransaction" ->
                payload(DatastoreV3Pb.Transaction.newBuilder()
                        .setHandle(17)
                        .setApp("s~shop")
                        .build()
                        .toByteString());
            case "datastore_v3.Rollback" -> payload(ByteString.EMPTY);
            default -> error(new Refusal(1, false));
        };
    }

    private byte[] never() {
        try {
            closing.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return new byte[0];
    }

    private byte[] set(MemcacheServicePb.MemcacheSetRequest request) {
        var stored = MemcacheServicePb.MemcacheSetResponse.newBuilder();
        for (var item : request.getItemList()) {
            memory.put(item.getKey(), item.toByteString());
            stored.addSetStatus(MemcacheServicePb.MemcacheSetResponse.SetStatusCode.STORED);
        }
        return payload(stored.build().toByteString());
    }

    private byte[] get(MemcacheServicePb.MemcacheGetRequest request) throws InvalidProtocolBufferException {
        var found = MemcacheServicePb.MemcacheGetResponse.newBuilder();
        for (var key : request.getKeyList()) {
            var stored = memory.get(key);
            if (stored != null) {
                var item = MemcacheServicePb.MemcacheSetRequest.Item.parseFrom(stored);
                found.addItem(MemcacheServicePb.MemcacheGetResponse.Item.newBuilder()
                        .setKey(key)
                        .setValue(item.getValue())
                        .setFlags(item.getFlags()));
            }
        }
        return payload(found.build().toByteString());
    }

    private static byte[] payload(ByteString bytes) {
        return RemoteApiPb.Response.newBuilder().setResponse(bytes).build().toByteArray();
    }

    private static byte[] error(Refusal refusal) {
        var response = RemoteApiPb.Response.newBuilder();
        if (refusal.application()) {
            response.setApplicationError(RemoteApiPb.ApplicationError.newBuilder()
                    .setCode(refusal.code())
                    .setDetail("100% refused"));
        } else {
            response.setRpcError(
                    RemoteApiPb.RpcError.newBuilder().setCode(refusal.code()).setDetail("100% broken"));
        }
        return response.build().toByteArray();
    }
}
