package io.ironstead.services.wire;

import com.google.appengine.repackaged.com.google.protobuf.InvalidProtocolBufferException;
import com.google.appengine.repackaged.com.google.protobuf.MessageLite;
import com.google.appengine.repackaged.com.google.protobuf.Parser;
import io.ironstead.services.ApiCall;
import io.ironstead.services.ApiResult;
import io.ironstead.services.ApiService;
import java.util.HashMap;
import java.util.Map;

/** A service as a table of methods, each with the message it takes. */
abstract class ProtoService implements ApiService {
    private final String name;
    private final Map<String, Method> methods = new HashMap<>();

    ProtoService(String name) {
        this.name = name;
    }

    private interface Method {
        ApiResult serve(ApiCall call) throws InvalidProtocolBufferException;
    }

    /** Serves one method; what it throws but {@link Refusal} is a broken promise. */
    interface Handler<Q extends MessageLite> {
        MessageLite answer(ApiCall call, Q request);
    }

    /** Ends a call with an error of its service. */
    static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final int code;
        private final String detail;
        private final boolean notDone;

        Refusal(int code, String detail) {
            this(code, detail, false);
        }

        /** @param notDone nothing was done, and another node, or this one in a moment, may do it */
        Refusal(int code, String detail, boolean notDone) {
            super(detail, null, false, false);
            this.code = code;
            this.detail = detail;
            this.notDone = notDone;
        }

        int code() {
            return code;
        }

        String detail() {
            return detail;
        }
    }

    final <Q extends MessageLite> void on(String method, Parser<Q> parser, Handler<Q> handler) {
        methods.put(
                method,
                call -> new ApiResult.Answered(
                        handler.answer(call, parser.parseFrom(call.request())).toByteArray()));
    }

    /** A method that App Engine has and this platform does not. */
    final void notOffered(String method, String advice) {
        methods.put(method, call -> ApiResult.notOffered(name, method, advice));
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final ApiResult call(ApiCall call) {
        var method = methods.get(call.method());
        if (method == null) {
            return ApiResult.notFound(name, call.method());
        }
        try {
            return method.serve(call);
        } catch (InvalidProtocolBufferException malformed) {
            return ApiResult.malformed(name, call.method());
        } catch (Refusal refusal) {
            return new ApiResult.ApplicationError(refusal.code, refusal.detail, refusal.notDone);
        }
    }
}
