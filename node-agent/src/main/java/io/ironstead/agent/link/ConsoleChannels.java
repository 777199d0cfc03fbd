package io.ironstead.agent.link;

import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import io.ironstead.agent.join.ConsoleTrust;
import io.ironstead.agent.join.Identity;
import io.ironstead.link.AgentLink;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Opens connections to the console on which both ends show their certificates. */
public final class ConsoleChannels implements Supplier<ManagedChannel> {
    private static final int KEEP_ALIVE_SECONDS = 15;
    private static final int KEEP_ALIVE_ANSWER_SECONDS = 10;

    private final Supplier<Identity> identity;

    /** @param identity asked at every dial, so that a renewed certificate is shown from then on */
    public ConsoleChannels(Supplier<Identity> identity) {
        this.identity = identity;
    }

    @Override
    public ManagedChannel get() {
        var mine = identity.get();
        var credentials = TlsChannelCredentials.newBuilder()
                .keyManager(mine.keyManagers())
                .trustManager(ConsoleTrust.of(mine))
                .build();
        return Grpc.newChannelBuilder(mine.consoleAddress(), credentials)
                .maxInboundMessageSize(AgentLink.MESSAGE_BYTES_MAX)
                // A console that vanished without a word is noticed in less than half a minute.
                .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KEEP_ALIVE_ANSWER_SECONDS, TimeUnit.SECONDS)
                .disableRetry()
                .build();
    }
}
