package io.ironstead.link;

import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.ironstead.model.Digest;
import io.ironstead.model.control.ToConsole;
import io.ironstead.model.control.ToNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import tools.jackson.core.JacksonException;

/**
 * The calls an agent makes. {@link #JOIN} needs no client certificate but a join token; the others are
 * refused without a certificate of the console's own CA whose common name is the node's.
 */
public final class AgentLink {
    public static final String SERVICE = "ironstead.AgentLink";

    /** The largest message either side takes, in bytes. */
    public static final int MESSAGE_BYTES_MAX = 16 * 1024 * 1024;

    /** Size of one piece of a bundle, in bytes; the last one may be shorter. */
    public static final int CHUNK_BYTES = 256 * 1024;

    /** A new machine asks for its certificate. Unary; the token works once. */
    public static final MethodDescriptor<JoinRequest, JoinAnswer> JOIN =
            method("Join", MethodDescriptor.MethodType.UNARY, json(JoinRequest.class), json(JoinAnswer.class));

    /** A node whose certificate ends soon asks for the next one, for the same or another key. Unary. */
    public static final MethodDescriptor<RenewRequest, JoinAnswer> RENEW =
            method("Renew", MethodDescriptor.MethodType.UNARY, json(RenewRequest.class), json(JoinAnswer.class));

    /** The standing conversation of one node. The agent's first message is {@link ToConsole.Hello}. */
    public static final MethodDescriptor<ToConsole, ToNode> CONVERSE =
            method("Converse", MethodDescriptor.MethodType.BIDI_STREAMING, json(ToConsole.class), json(ToNode.class));

    /** The bytes of an archive from an offset on, in pieces of {@link #CHUNK_BYTES}; NOT_FOUND when it is unknown. */
    public static final MethodDescriptor<FetchBundle, byte[]> FETCH_BUNDLE =
            method("FetchBundle", MethodDescriptor.MethodType.SERVER_STREAMING, json(FetchBundle.class), new Raw());

    private AgentLink() {}

    /** What a new machine sends: the token's secret, the name it would like, and a PKCS #10 request for its key. */
    public record JoinRequest(String secret, String proposedName, String certificateRequestPem) {
        @Override
        public String toString() {
            return "JoinRequest[proposedName=" + proposedName + "]";
        }
    }

    /** A PKCS #10 request; the certificate it is sent over says whose name the next one will bear. */
    public record RenewRequest(String certificateRequestPem) {}

    /** What it gets: its name (made unique), its certificate, and the CA to trust from now on. */
    public record JoinAnswer(String node, String certificatePem, String caPem) {}

    public record FetchBundle(Digest digest, long offset) {}

    private static <Q, A> MethodDescriptor<Q, A> method(
            String name,
            MethodDescriptor.MethodType type,
            MethodDescriptor.Marshaller<Q> request,
            MethodDescriptor.Marshaller<A> answer) {
        return MethodDescriptor.newBuilder(request, answer)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
                .setType(type)
                .build();
    }

    private static <T> MethodDescriptor.Marshaller<T> json(Class<T> type) {
        return new MethodDescriptor.Marshaller<>() {
            @Override
            public InputStream stream(T message) {
                return new ByteArrayInputStream(LinkJson.bytes(message));
            }

            @Override
            public T parse(InputStream stream) {
                try {
                    return LinkJson.read(stream, type);
                } catch (JacksonException malformed) {
                    throw Status.INVALID_ARGUMENT
                            .withDescription("This is not a " + type.getSimpleName())
                            .withCause(malformed)
                            .asRuntimeException();
                }
            }
        };
    }

    private static final class Raw implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] bytes) {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException broken) {
                throw Status.INTERNAL.withCause(broken).asRuntimeException();
            }
        }
    }
}
