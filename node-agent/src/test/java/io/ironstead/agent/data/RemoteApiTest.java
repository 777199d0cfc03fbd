package io.ironstead.agent.data;

import static io.ironstead.agent.data.V3Messages.KIND;
import static io.ironstead.agent.data.V3Messages.entity;
import static io.ironstead.agent.data.V3Messages.get;
import static io.ironstead.agent.data.V3Messages.key;
import static io.ironstead.agent.data.V3Messages.put;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.appengine.repackaged.com.google.protobuf.ByteString;
import com.google.appengine.repackaged.com.google.protobuf.Message;
import com.google.appengine.repackaged.com.google.storage.onestore.v3_bytes.proto2api.OnestoreEntity.EntityProto;
import com.google.apphosting.base.protos.api_bytes.RemoteApiPb;
import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb;
import com.google.apphosting.utils.remoteapi.JakartaRemoteApiServlet;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The servlet that Google's remote_api clients talk to, as a site's program that calls our services: what
 * {@code remote_api_shell} and {@code RemoteApiInstaller} send, sent to it.
 */
class RemoteApiTest {
    @TempDir
    static Path folder;

    static TwoSites sites;

    @BeforeAll
    static void start() throws IOException {
        sites = new TwoSites(folder);
    }

    @AfterAll
    static void stop() {
        sites.close();
    }

    /** What the servlet answered. */
    record Said(int status, String sentTo, byte[] body) {}

    private static Said ask(String method, boolean admin, byte[] body) throws IOException {
        var out = new ByteArrayOutputStream();
        var writer = new PrintWriter(out, false, StandardCharsets.UTF_8);
        var status = new int[] {200};
        var sentTo = new String[] {""};
        var request = proxy(HttpServletRequest.class, (name, argument) -> switch (name) {
            case "getHeader" -> argument.equals("X-appcfg-api-version") ? "1" : null;
            case "getParameter" -> "417";
            case "getRequestURI" -> "/remote_api";
            case "getInputStream" -> new Given(body);
            default -> null;
        });
        var response = proxy(HttpServletResponse.class, (name, argument) -> switch (name) {
            case "getWriter" -> writer;
            case "getOutputStream" -> new Taken(out);
            case "setStatus" -> status[0] = (Integer) argument;
            case "sendRedirect" -> sentTo[0] = (String) argument;
            default -> null;
        });
        var servlet = new JakartaRemoteApiServlet();
        try (var _ = new ProgramThread(sites.shop, admin)) {
            if (method.equals("GET")) {
                servlet.doGet(request, response);
            } else {
                servlet.doPost(request, response);
            }
        }
        writer.flush();
        return new Said(status[0], sentTo[0], out.toByteArray());
    }

    private static RemoteApiPb.Response call(String service, String method, Message message) throws IOException {
        var envelope = RemoteApiPb.Request.newBuilder()
                .setServiceName(service)
                .setMethod(method)
                .setRequest(message.toByteString());
        var said = ask("POST", true, envelope.build().toByteArray());
        assertThat(said.status()).isEqualTo(200);
        return RemoteApiPb.Response.parseFrom(said.body());
    }

    private static ByteString answer(String service, String method, Message message) throws IOException {
        var response = call(service, method, message);
        assertThat(response.hasResponse()).as(method).isTrue();
        return response.getResponse();
    }

    @Test
    void theClientFindsTheApplicationByItsId() throws IOException {
        var said = new String(ask("GET", true, new byte[0]).body(), StandardCharsets.UTF_8);
        assertThat(said.strip()).isEqualTo("{rtok: 417, app_id: s~shop}");
    }

    @Test
    void whoIsNotSignedInIsSentToSignInAndAVisitorIsNotServed() throws IOException {
        var said = ask("POST", false, new byte[0]);
        assertThat(said.sentTo()).isEqualTo("/_ah/login?continue=%2Fremote_api");
        assertThat(said.body()).isEmpty();
    }

    @Test
    void callsGoThroughAndErrorsComeBackAsTheServicesOwn() throws IOException {
        var one = key("s~shop", "through");
        answer("datastore_v3", "Put", DatastoreV3Pb.PutRequest.parseFrom(put(one, "by remote_api")));
        assertThat(answer("datastore_v3", "Get", DatastoreV3Pb.GetRequest.parseFrom(get(one)))
                        .toStringUtf8())
                .contains("by remote_api");

        var foreign = call("datastore_v3", "Get", DatastoreV3Pb.GetRequest.parseFrom(get(key("s~bank", "one"))));
        assertThat(foreign.getApplicationError().getDetail()).contains("cannot access app \"s~bank\"'s data");
    }

    /** The client buffers a transaction; the servlet checks what it read, writes, and commits in one of ours. */
    @Test
    void transactionsOfTheClientCommitOnlyWhatTheyReadUnchanged() throws IOException {
        var one = key("s~shop", "buffered");
        answer("datastore_v3", "Put", DatastoreV3Pb.PutRequest.parseFrom(put(one, "before")));
        var read = DatastoreV3Pb.GetResponse.parseFrom(
                answer("datastore_v3", "Get", DatastoreV3Pb.GetRequest.parseFrom(get(one))));
        var transaction = RemoteApiPb.TransactionRequest.newBuilder();
        transaction
                .addPreconditionBuilder()
                .setKey(one)
                .setHash(sha1(read.getEntity(0).getEntity()));
        transaction.getPutsBuilder().addEntity(entity(one, "after"));

        answer("remote_datastore", "Transaction", transaction.build());
        assertThat(sites.shop
                        .call("datastore_v3", "Get", get(one))
                        .getResponse()
                        .toStringUtf8())
                .contains("after");

        var again = call("remote_datastore", "Transaction", transaction.build());
        assertThat(again.hasResponse())
                .as("it read what is no longer so: " + again)
                .isFalse();
    }

    /** Queries are left out: the servlet of 5.0.0 reads a query's limit from the request's id, where none is. */
    @Test
    void idsAreServed() throws IOException {
        var fresh = key("s~shop", "x").toBuilder();
        fresh.getPathBuilder().clearElement().addElementBuilder().setType(KIND);
        var ids = DatastoreV3Pb.PutResponse.parseFrom(answer(
                "remote_datastore",
                "GetIDs",
                DatastoreV3Pb.PutRequest.newBuilder()
                        .addEntity(EntityProto.newBuilder()
                                .setKey(fresh)
                                .setEntityGroup(fresh.getPath().toBuilder().clearElement()))
                        .build()));
        assertThat(ids.getKey(0).getPath().getElement(0).getId()).isPositive();
    }

    private static ByteString sha1(EntityProto read) {
        try {
            return ByteString.copyFrom(
                    java.security.MessageDigest.getInstance("SHA-1").digest(read.toByteArray()));
        } catch (java.security.NoSuchAlgorithmException everyJavaHasIt) {
            throw new AssertionError(everyJavaHasIt);
        }
    }

    /** What the servlet asks of its surroundings, by method; what is not asked is not there. */
    private interface Answers {
        Object to(String method, Object argument) throws IOException;
    }

    private static <T> T proxy(Class<T> type, Answers answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    var given = answers.to(method.getName(), arguments == null ? "" : arguments[0]);
                    return method.getReturnType() == void.class ? null : given;
                }));
    }

    private static final class Given extends ServletInputStream {
        private final ByteArrayInputStream bytes;

        Given(byte[] bytes) {
            this.bytes = new ByteArrayInputStream(bytes);
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public boolean isFinished() {
            return bytes.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {}
    }

    private static final class Taken extends ServletOutputStream {
        private final ByteArrayOutputStream bytes;

        Taken(ByteArrayOutputStream bytes) {
            this.bytes = bytes;
        }

        @Override
        public void write(int b) {
            bytes.write(b);
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {}
    }
}
