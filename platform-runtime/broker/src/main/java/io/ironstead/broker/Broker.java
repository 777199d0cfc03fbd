package io.ironstead.broker;

import io.ironstead.broker.http.Core;
import io.ironstead.broker.http.LoopShare;
import io.ironstead.broker.route.RouteTable;
import io.ironstead.broker.statics.BundleFiles;
import io.ironstead.broker.tls.Certificates;
import io.ironstead.broker.traffic.LoopTraffic;
import io.ironstead.broker.traffic.TrafficReport;
import io.ironstead.model.InstanceSource;
import io.ironstead.model.TicketOffice;
import io.ironstead.model.signin.SiteSignIn;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where visitors come in. Answers 404 for every name until the first {@link #route}. Safe for use by any thread. */
public final class Broker implements AutoCloseable {
    private static final Duration LOOP_ANSWER_MAX = Duration.ofSeconds(1);
    private static final Duration DRAIN_LOOK = Duration.ofMillis(20);

    private static final Logger log = LoggerFactory.getLogger(Broker.class);

    private final Core core;
    private final BundleFiles files;
    private final @Nullable Certificates certificates;
    private final Loops loops;
    private final InetSocketAddress http;
    private final Optional<InetSocketAddress> https;
    private final Optional<InetSocketAddress> peers;

    private Broker(
            BrokerSettings settings,
            InstanceSource instances,
            TicketOffice tickets,
            BrokerListener listener,
            InstantSource clock,
            RouteTable first,
            Optional<PeersDoor> door)
            throws IOException {
        files = new BundleFiles(settings.limits().fileCacheBytesMax());
        core = new Core(
                settings.node(),
                settings.limits(),
                settings.timeouts(),
                instances,
                door.map(PeersDoor::anywhere).orElse(null),
                door.map(PeersDoor::tls).orElse(null),
                tickets,
                files,
                clock);
        certificates = settings.https().isEmpty()
                ? null
                : new Certificates(settings.https().get().ownCertificate(), listener);
        core.routes(first);
        if (certificates != null) {
            certificates.update(first.certificates());
        }
        loops = new Loops(core, settings.threads());
        try {
            http = loops.listen(settings.http(), null);
            https = settings.https().isEmpty()
                    ? Optional.empty()
                    : Optional.of(loops.listen(settings.https().get().address(), certificates));
            peers = door.isEmpty()
                    ? Optional.empty()
                    : Optional.of(loops.listenForPeers(door.get().address()));
        } catch (IOException taken) {
            close();
            throw taken;
        }
        core.ports(http.getPort(), https.map(InetSocketAddress::getPort).orElse(0));
        log.atInfo()
                .addKeyValue("http", http)
                .addKeyValue("https", https)
                .addKeyValue("transport", loops.transport())
                .log("Visitors can come in");
    }

    /**
     * Listens.
     *
     * @param clock for the {@code Date} of answers and the time of samples
     * @throws IOException when an address is taken or not of this machine, or the node's own certificate is none
     */
    public static Broker start(
            BrokerSettings settings, InstanceSource instances, BrokerListener listener, InstantSource clock)
            throws IOException {
        return start(settings, instances, TicketOffice.CLOSED, listener, clock, RouteTable.EMPTY);
    }

    /**
     * Listens, and has {@code first} to offer from the first request on.
     *
     * @param tickets asked for each request that goes to an instance
     */
    public static Broker start(
            BrokerSettings settings,
            InstanceSource instances,
            TicketOffice tickets,
            BrokerListener listener,
            InstantSource clock,
            RouteTable first)
            throws IOException {
        return new Broker(settings, instances, tickets, listener, clock, first, Optional.empty());
    }

    /**
     * The same as one of a pool.
     *
     * @param instances on this node
     * @param door where requests of other nodes come in, and where visitors' requests may go
     */
    public static Broker start(
            BrokerSettings settings,
            InstanceSource instances,
            PeersDoor door,
            TicketOffice tickets,
            BrokerListener listener,
            InstantSource clock,
            RouteTable first)
            throws IOException {
        return new Broker(settings, instances, tickets, listener, clock, first, Optional.of(door));
    }

    /** Where visitors come in by HTTP, with the port that was taken. */
    public InetSocketAddress httpAddress() {
        return http;
    }

    /**
     * A header line, without its end, that makes a request one of the platform's own: it may say {@code X-AppEngine-} headers,
     * reaches addresses that only the platform may ask and pages that only administrators may, and is waited for as long as
     * its sender waits. To be told to nobody outside of this process.
     */
    public String insideHeader() {
        return core.insideHeader();
    }

    /** Where visitors come in by HTTPS; empty when that is off. */
    public Optional<InetSocketAddress> httpsAddress() {
        return https;
    }

    /** Where other nodes' brokers come in; empty when this one is alone. */
    public Optional<InetSocketAddress> peersAddress() {
        return peers;
    }

    /**
     * From the next request on, visitors get exactly this. Requests that run go on with what they have. New
     * certificates are read in the background.
     */
    public void route(RouteTable table) {
        core.routes(table);
        loops.all().forEach(share -> loops.on(share, LoopShare::routesChanged));
        if (certificates != null) {
            certificates.update(table.certificates());
        }
    }

    /** How visitors sign in to sites from now on; empty: they cannot. */
    public void signIn(Optional<SiteSignIn> signIn) {
        core.signIns().use(signIn);
    }

    /**
     * Takes what was counted since the last call. An event loop that does not answer within a second keeps its counts
     * for the next call.
     */
    public TrafficReport takeTraffic() {
        return LoopTraffic.sum(ask(share -> share.traffic().take()));
    }

    private <T> List<T> ask(Function<LoopShare, T> question) {
        var answers = new ArrayList<T>();
        for (var share : loops.all()) {
            var answer = new CompletableFuture<T>();
            try {
                loops.on(share, one -> answer.complete(question.apply(one)));
                answers.add(answer.get(LOOP_ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS));
            } catch (RejectedExecutionException | TimeoutException unheard) {
                // Closed, or too busy for numbers.
            } catch (ExecutionException impossible) {
                throw new IllegalStateException("Counting failed", impossible);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                return answers;
            }
        }
        return answers;
    }

    /**
     * Takes no new connections, ends idle ones, and waits until every request was answered.
     *
     * @return false when requests were still running after {@code max}
     */
    public boolean drain(Duration max) {
        loops.stopListening();
        loops.all().forEach(share -> loops.on(share, LoopShare::drain));
        long end = System.nanoTime() + max.toNanos();
        while (true) {
            int busy = ask(share -> share.traffic().connections()).stream()
                    .mapToInt(Integer::intValue)
                    .sum();
            long left = end - System.nanoTime();
            if (busy == 0) {
                return true;
            }
            if (left <= 0 || Thread.currentThread().isInterrupted()) {
                return ask(share -> share.traffic().running()).stream().allMatch(running -> running == 0);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(Math.min(left, DRAIN_LOOK.toNanos()));
        }
    }

    /** Breaks off what still runs. */
    @Override
    public void close() {
        loops.close();
        files.close();
        if (certificates != null) {
            certificates.close();
        }
    }
}
