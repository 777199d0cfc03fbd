package io.ironstead.agent.data.pool;

/** What the node that leads says to a {@link PeerCall}. */
sealed interface PeerAnswer {
    /** The method's answer. */
    record Bytes(byte[] bytes) implements PeerAnswer {}

    /**
     * A refusal in numbers of the API that was called.
     *
     * @param ofService the service's own number; else one of {@link io.ironstead.services.RpcCode} or of gRPC
     */
    record Refused(boolean ofService, int code, String detail) implements PeerAnswer {}

    record Json(int status, String json) implements PeerAnswer {}

    /**
     * Nothing was done: this node does not lead the site's data, or its log takes no writes now. Ask again.
     *
     * @param why a sentence for people
     */
    record NotHere(String why) implements PeerAnswer {}
}
