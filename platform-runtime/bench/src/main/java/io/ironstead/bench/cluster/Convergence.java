package io.ironstead.bench.cluster;

import io.ironstead.bench.Report;
import io.ironstead.cluster.Member;
import io.ironstead.cluster.MemberSettings;
import io.ironstead.cluster.Neighbours;
import io.ironstead.cluster.NodeCard;
import io.ironstead.model.Deadline;
import io.ironstead.model.NodeId;
import io.ironstead.model.control.ClusterPoint;
import io.ironstead.model.control.PoolMember;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** How soon every node knows what one of them says of itself. */
final class Convergence implements ClusterPart {
    private static final int NODES = 5;
    private static final long SEED = 107;
    private static final Duration UP = Duration.ofSeconds(60);
    private static final long STEP_NANOS = Duration.ofMillis(1).toNanos();

    @Override
    public String question() {
        return "Routing table: " + NODES
                + " members on loopback in one process; time until every other node knows, in ms."
                + " A node tells of itself every 500 ms, at moments of its own.";
    }

    @Override
    public void measure(Report report, boolean quick) throws IOException, InterruptedException {
        int rounds = quick ? 10 : 60;
        try (var pool = new Pool()) {
            report.columns("what", "rounds", "p50", "p99", "worst");
            pool.await(pool::isWhole);
            row(report, "a change of one node's card", pool.changes(rounds));
            row(report, "a node that falls silent", pool.silences(quick ? 2 : 10));
        }
    }

    private static void row(Report report, String what, long[] nanos) {
        Arrays.sort(nanos);
        report.row(what, nanos.length, millis(nanos, 0.5), millis(nanos, 0.99), millis(nanos, 1));
    }

    private static long millis(long[] sorted, double part) {
        int at = Math.clamp((long) Math.ceil(part * sorted.length) - 1, 0, sorted.length - 1);
        return TimeUnit.NANOSECONDS.toMillis(sorted[at]);
    }

    /** One node without anything but its place in the pool: what it tells is whether it is being emptied. */
    private static final class Teller implements AutoCloseable {
        final NodeId id;
        final Member member;
        final Neighbours neighbours;
        final AtomicBoolean draining = new AtomicBoolean();
        volatile boolean silent;
        private volatile boolean closed;
        private final Thread thread;

        Teller(NodeId id, ClusterPoint at, List<PoolMember> all) {
            this.id = id;
            member = new Member(new MemberSettings(id, "bench", at.host(), at.memberPort()));
            neighbours = new Neighbours(member, id, this::card, System::nanoTime);
            neighbours.members(all);
            thread = Thread.ofVirtual().name("tells-" + id).start(this::run);
        }

        private NodeCard card(long number) {
            return new NodeCard(id, 1, number, "127.0.0.1", 1, draining.get(), List.of(), Map.of());
        }

        private void run() {
            while (!closed) {
                if (!silent) {
                    neighbours.tell();
                }
                LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
            }
        }

        boolean knows(Teller other, boolean drains) {
            return neighbours.alive().stream()
                    .anyMatch(card -> card.node().equals(other.id) && card.draining() == drains);
        }

        boolean hears(Teller other) {
            return neighbours.alive().stream().anyMatch(card -> card.node().equals(other.id));
        }

        @Override
        public void close() {
            closed = true;
            member.close();
        }
    }

    private static final class Pool implements AutoCloseable {
        private final List<Teller> tellers = new ArrayList<>();
        private final Random dice = new Random(SEED);

        Pool() throws IOException {
            var listed = new ArrayList<PoolMember>();
            var taken = new ArrayList<ServerSocket>();
            for (int i = 0; i < NODES; i++) {
                var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                taken.add(socket);
                listed.add(new PoolMember(
                        new NodeId("node-" + i), new ClusterPoint("127.0.0.1", socket.getLocalPort(), 1)));
            }
            for (var socket : taken) {
                socket.close();
            }
            listed.forEach(one -> tellers.add(new Teller(one.node(), one.at(), listed)));
            tellers.forEach(teller -> teller.member.get(Deadline.in(UP)));
        }

        boolean isWhole() {
            return tellers.stream().allMatch(one -> one.neighbours.alive().size() == NODES - 1);
        }

        long await(BooleanSupplier holds) throws IOException {
            long began = System.nanoTime();
            while (!holds.getAsBoolean()) {
                if (System.nanoTime() - began > UP.toNanos()) {
                    throw new IOException("The members did not agree within " + UP.toSeconds() + " s");
                }
                LockSupport.parkNanos(STEP_NANOS);
            }
            return System.nanoTime() - began;
        }

        /** Changes come at any moment of the half second between two cards. */
        private void pause() throws InterruptedException {
            TimeUnit.MILLISECONDS.sleep(dice.nextInt(1000));
        }

        private List<Teller> others(Teller one) {
            return tellers.stream().filter(other -> other != one).toList();
        }

        long[] changes(int rounds) throws IOException, InterruptedException {
            var times = new long[rounds];
            for (int i = 0; i < rounds; i++) {
                pause();
                var one = tellers.get(i % NODES);
                boolean next = !one.draining.get();
                one.draining.set(next);
                times[i] = await(() -> others(one).stream().allMatch(other -> other.knows(one, next)));
            }
            return times;
        }

        long[] silences(int rounds) throws IOException, InterruptedException {
            var times = new long[rounds];
            for (int i = 0; i < rounds; i++) {
                pause();
                var one = tellers.get(i % NODES);
                one.silent = true;
                times[i] = await(() -> others(one).stream().noneMatch(other -> other.hears(one)));
                one.silent = false;
                await(this::isWhole);
            }
            return times;
        }

        @Override
        public void close() {
            tellers.forEach(Teller::close);
        }
    }
}
