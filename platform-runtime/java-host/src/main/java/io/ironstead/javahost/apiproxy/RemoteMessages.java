package io.ironstead.javahost.apiproxy;

import com.google.apphosting.api.ApiProxy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The two messages of {@code remote_api.proto}, written and read by hand: the classes that Google's SDK has for them change
 * their package from version to version.
 */
final class RemoteMessages {
    private static final int SERVICE = 2;
    private static final int METHOD = 3;
    private static final int REQUEST = 4;
    private static final int REQUEST_ID = 5;

    private static final int RESPONSE = 1;
    private static final int APPLICATION_ERROR = 3;
    private static final int RPC_ERROR = 5;

    private RemoteMessages() {}

    static byte[] request(ApiCall call) {
        var service = call.service().getBytes(StandardCharsets.UTF_8);
        var method = call.method().getBytes(StandardCharsets.UTF_8);
        var ticket = call.ticket().getBytes(StandardCharsets.UTF_8);
        return new ProtoWriter(service.length + method.length + ticket.length + call.request().length + 32)
                .bytes(SERVICE, service)
                .bytes(METHOD, method)
                .bytes(REQUEST, call.request())
                .bytes(REQUEST_ID, ticket)
                .done();
    }

    /** @throws ApiProxy.ApiProxyException that the answer stands for */
    static byte[] payload(ApiCall call, byte[] answer) {
        byte[] payload = {};
        ErrorDetail application = null;
        ErrorDetail rpc = null;
        try {
            var in = new ProtoReader(answer);
            for (int field = in.field(); field != 0; field = in.field()) {
                switch (field) {
                    case RESPONSE -> payload = in.bytes();
                    case APPLICATION_ERROR -> application = ErrorDetail.read(in.bytes());
                    case RPC_ERROR -> rpc = ErrorDetail.read(in.bytes());
                    default -> in.skip();
                }
            }
        } catch (IOException malformed) {
            throw new ApiProxy.UnknownException(call.service(), call.method(), malformed);
        }
        if (application != null) {
            throw CallErrors.application(call, application);
        }
        if (rpc != null) {
            throw CallErrors.rpc(call, rpc);
        }
        return payload;
    }

    /** A code and its sentence: {@code ApplicationError} and {@code RpcError} have the same form. */
    record ErrorDetail(int code, String detail) {

        static ErrorDetail read(byte[] message) throws IOException {
            int code = 0;
            var detail = "";
            var in = new ProtoReader(message);
            for (int field = in.field(); field != 0; field = in.field()) {
                switch (field) {
                    case 1 -> code = (int) in.number();
                    case 2 -> detail = new String(in.bytes(), StandardCharsets.UTF_8);
                    default -> in.skip();
                }
            }
            return new ErrorDetail(code, detail);
        }
    }
}
