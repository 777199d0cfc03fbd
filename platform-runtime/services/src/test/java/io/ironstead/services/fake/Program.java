package io.ironstead.services.fake;

import com.google.appengine.repackaged.com.google.protobuf.ByteString;
import com.google.appengine.repackaged.com.google.protobuf.Message;
import com.google.apphosting.base.protos.api_bytes.RemoteApiPb;
import io.ironstead.model.InstanceId;
import io.ironstead.model.VersionKey;
import io.ironstead.services.api.ApiServer;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A program that calls the API as Google's SDKs do: HTTP/1.1 on a connection that it keeps. */
public final class Program {
    private final VersionKey version;
    private final InstanceId instance;
    private final ApiServer.Door door;

    Program(VersionKey version, InstanceId instance, ApiServer.Door door) {
        this.version = version;
        this.instance = instance;
        this.door = door;
    }

    public VersionKey version() {
        return version;
    }

    public InstanceId instance() {
        return instance;
    }

    public ApiServer.Door door() {
        return door;
    }

    public static byte[] envelope(String service, String method, byte[] request, String ticket) {
        return RemoteApiPb.Request.newBuilder()
                .setServiceName(service)
                .setMethod(method)
                .setRequest(ByteString.copyFrom(request))
                .setRequestId(ticket)
                .build()
                .toByteArray();
    }

    /** One call on a connection of its own, in the background of the program. */
    public RemoteApiPb.Response call(String service, String method, byte[] request) throws IOException {
        return call(service, method, request, "secretkey");
    }

    public RemoteApiPb.Response call(String service, String method, byte[] request, String ticket) throws IOException {
        try (var line = dial()) {
            return line.call(envelope(service, method, request, ticket), "60");
        }
    }

    /** The answer's message. */
    public byte[] answer(String service, String method, Message request) throws IOException {
        var response = call(service, method, request.toByteArray());
        if (!response.hasResponse()) {
            throw new AssertionError(service + "." + method + ": " + response);
        }
        return response.getResponse().toByteArray();
    }

    public Line dial() throws IOException {
        return new Line(new Socket(door.address().getAddress(), door.address().getPort()));
    }

    /** One connection. */
    public static final class Line implements AutoCloseable {
        private final Socket socket;

        Line(Socket socket) throws IOException {
            this.socket = socket;
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(30_000);
        }

        public RemoteApiPb.Response call(byte[] body, String deadline) throws IOException {
            post(body, deadline);
            var answer = read();
            if (answer.status() != 200) {
                throw new AssertionError("Status " + answer.status());
            }
            return RemoteApiPb.Response.parser().parseFrom(answer.body());
        }

        public void post(byte[] body, String deadline) throws IOException {
            send("POST /rpc_http HTTP/1.1\r\nHost: api\r\nContent-Type: application/octet-stream\r\n"
                    + "X-Google-RPC-Service-Endpoint: app-engine-apis\r\n"
                    + "X-Google-RPC-Service-Method: /VMRemoteAPI.CallRemoteAPI\r\n"
                    + "X-Google-RPC-Service-Deadline: " + deadline + "\r\nContent-Length: " + body.length
                    + "\r\n\r\n");
            socket.getOutputStream().write(body);
        }

        public void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        /** What came back, its length told by {@code Content-Length}, which must be there. */
        public record Answer(int status, String head, byte[] body) {}

        public Answer read() throws IOException {
            var head = new StringBuilder();
            var in = socket.getInputStream();
            while (!head.toString().endsWith("\r\n\r\n")) {
                int c = in.read();
                if (c < 0) {
                    throw new IOException("Closed after: " + head);
                }
                head.append((char) c);
            }
            var lines = head.toString().split("\r\n");
            int length = -1;
            for (var line : lines) {
                if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
                    length = Integer.parseInt(line.substring(15).strip());
                }
            }
            if (length < 0) {
                throw new AssertionError("No length: " + head);
            }
            return new Answer(Integer.parseInt(lines[0].split(" ")[1]), head.toString(), in.readNBytes(length));
        }

        /** True when the other side ends the connection, within the test's patience. */
        public boolean isEnded() throws IOException {
            try {
                return socket.getInputStream().read() < 0;
            } catch (java.net.SocketException reset) {
                return true;
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
