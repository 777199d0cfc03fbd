package io.ironstead.services.wire;

import com.google.appengine.repackaged.com.google.protobuf.ByteString;
import com.google.appengine.repackaged.com.google.protobuf.InvalidProtocolBufferException;
import com.google.appengine.repackaged.com.google.protobuf.UnsafeByteOperations;
import com.google.apphosting.base.protos.api_bytes.RemoteApiPb;
import io.ironstead.services.ApiResult;
import java.util.Optional;

/** The envelope around every call: {@code apphosting.ext.remote_api.Request} and {@code Response}. */
public final class RemoteMessages {
    private RemoteMessages() {}

    /**
     * An envelope that was opened.
     *
     * @param ticket as the program sent it, not yet checked
     */
    public record Envelope(String service, String method, byte[] request, String ticket) {}

    /** Empty when the bytes are no request, or one without service, method or message. */
    public static Optional<Envelope> open(byte[] bytes) {
        try {
            var request = RemoteApiPb.Request.parser().parseFrom(bytes);
            return Optional.of(new Envelope(
                    request.getServiceName(),
                    request.getMethod(),
                    request.getRequest().toByteArray(),
                    request.getRequestId()));
        } catch (InvalidProtocolBufferException malformed) {
            return Optional.empty();
        }
    }

    /** The whole response. Never sets the fields for pickled exceptions, which no SDK may load from elsewhere. */
    public static byte[] seal(ApiResult result) {
        var response = RemoteApiPb.Response.newBuilder();
        switch (result) {
            case ApiResult.Answered answered -> response.setResponse(wrap(answered.response()));
            case ApiResult.ApplicationError error ->
                response.getApplicationErrorBuilder().setCode(error.code()).setDetail(error.detail());
            case ApiResult.RpcError error ->
                response.getRpcErrorBuilder().setCode(error.code().number()).setDetail(error.detail());
        }
        return response.build().toByteArray();
    }

    private static ByteString wrap(byte[] bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes);
    }
}
