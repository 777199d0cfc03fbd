package io.ironstead.datastore.simulation;

import io.ironstead.datastore.Datastore;
import io.ironstead.datastore.Entity;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.documents.CouchDocuments;
import io.ironstead.datastore.documents.Documents;
import io.ironstead.datastore.documents.DocumentsException;
import io.ironstead.datastore.documents.EntityDatabase;
import io.ironstead.datastore.log.LogSettings;
import io.ironstead.datastore.log.SlotStore;
import io.ironstead.datastore.log.TabletLog;
import io.ironstead.datastore.log.simulation.SimulatedCluster;
import io.ironstead.datastore.log.simulation.Stage;
import io.ironstead.datastore.standby.FedLog;
import io.ironstead.datastore.standby.Feed;
import io.ironstead.datastore.standby.FeedMessage;
import io.ironstead.datastore.standby.FeedSource;
import io.ironstead.datastore.standby.FeedSource.LostException;
import io.ironstead.datastore.standby.Follower;
import io.ironstead.datastore.store.RowStore;
import io.ironstead.datastore.tablet.CommitLog;
import io.ironstead.datastore.tablet.LogReading;
import io.ironstead.datastore.tablet.LogReading.Logged;
import io.ironstead.datastore.tablet.Tablet;
import io.ironstead.datastore.tablet.TabletCommitLog;
import io.ironstead.datastore.tablet.TabletSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One seed: machines that lead a database in turn or against each other, and their clients, first in a storm, then in calm. */
final class Run {
    private static final int MACHINES = 3;
    private static final int CLIENTS = 4;
    private static final long IDLE_NANOS = 200_000;
    private static final int STEPS = 6_000;
    private static final int CALM_STEPS = 60_000;
    private static final Duration LEASE = Duration.ofMillis(2);
    private static final TabletSettings SHOP = TabletSettings.of("shop", "");
    private static final long BEGIN_MILLIS = 1_800_000_000_000L;

    private final Random random;
    private final Stage stage;
    private final SimulatedCluster cluster;
    private final SimulatedEntities entities;
    private final World world;
    private final Chronicle chronicle = new Chronicle();
    private final History history = new History();
    private final List<Machine> machines;
    private long nanos = 1;
    private int leaders;
    private int checkpoints;
    private int restored;
    private long dropped;
    private boolean judged;
    private int warm;
    private final List<Feed> feeds = new ArrayList<>();
    private final Feed.Room room = new Feed.Room(4_000);
    private int commits;
    private @Nullable String broken;

    /** What surrounds the engine; broken on purpose in some tests. */
    interface World {
        default Duration lease() {
            return LEASE;
        }

        SlotStore slots(Stage stage, SimulatedCluster cluster, Random random);

        default EntityDatabase entities(Stage stage, SimulatedEntities entities, Random random) {
            return new SimulatedEntityDatabase(stage, entities, random);
        }

        default CommitLog log(CommitLog log) {
            return log;
        }

        default Datastore datastore(Datastore tablet) {
            return tablet;
        }

        /** What a standby hears of a leader's message; null when it is lost on the way. */
        default @Nullable FeedMessage heard(FeedMessage message, Random random) {
            return random.nextInt(12) == 0 ? null : message;
        }
    }

    private Run(Stage stage, Random random, World world) {
        this.random = random;
        this.stage = stage;
        this.cluster = new SimulatedCluster(random);
        this.entities = new SimulatedEntities(random, cluster);
        this.world = world;
        this.machines =
                IntStream.range(0, MACHINES).mapToObj(_ -> new Machine()).toList();
    }

    /**
     * @param broken the promise that was broken, or null
     * @param checkpoints that were whole
     * @param restored how often rows were made from documents
     * @param dropped entries that the log had no more in the end
     * @param warm how often a machine led from rows that it had kept warm as a standby
     */
    record Result(
            @Nullable String broken,
            History history,
            int commits,
            int leaders,
            int checkpoints,
            int restored,
            long dropped,
            int warm) {}

    static Result of(long seed, World world) {
        var random = new Random(seed);
        try (var stage = new Stage(random)) {
            var run = new Run(stage, random, world);
            run.storm();
            return run.calm();
        }
    }

    /** A computer with a disk and a clock that is a little wrong. */
    private final class Machine {
        final SimulatedDisk disk = new SimulatedDisk(stage, random);
        final long skewNanos = random.nextLong(4_000_000) - 2_000_000;
        Stage.@Nullable Process process;

        boolean isRunning() {
            return process != null && process.isRunning();
        }

        boolean isGoing() {
            return isRunning() && !process.isPaused();
        }

        InstantSource clock() {
            return () -> Instant.ofEpochMilli(BEGIN_MILLIS).plusNanos(nanos + skewNanos);
        }

        void launch(boolean last) {
            var started = stage.process();
            process = started;
            started.threads().newThread(() -> live(started, last)).start();
        }

        private void live(Stage.Process started, boolean last) {
            try {
                Optional<RowStore> kept = last || random.nextBoolean() ? follow() : Optional.empty();
                boolean led = lead(started, last, kept);
                while (last && !led) {
                    led = lead(started, last, Optional.empty());
                }
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException failed) {
                broken = broken == null ? "a machine ended with " + failed : broken;
            }
        }

        /** @return false when it must be tried again: documents cannot be read, or what it goes on from was dropped */
        private boolean lead(Stage.Process started, boolean last, Optional<RowStore> kept) throws InterruptedException {
            var slots = world.slots(stage, cluster, random);
            var settings = new LogSettings("node", 3, 200, slots.checkpoint(), world.lease(), 2 + random.nextInt(12));
            var surroundings = new TabletLog.World(random, Run.this::pause, started.threads(), () -> nanos);
            var log = TabletLog.takeOver(slots, settings, surroundings, () -> {});
            chronicle.found(log, cluster);
            var fed = FedLog.of(chronicle.of(new TabletCommitLog(log, slots)), log, room);
            var led = world.log(fed);
            var documents = new CouchDocuments(world.entities(stage, entities, random));
            Tablet tablet;
            try {
                tablet = Tablet.open(SHOP, rows(led, documents, kept), led, clock(), () -> {});
            } catch (DocumentsException again) {
                log.close();
                return false;
            } catch (IllegalStateException failed) {
                log.close();
                return goesOnAfter(failed);
            }
            leaders++;
            feeds.add(fed.feed());
            if (last) {
                try {
                    judge(log, tablet);
                } catch (IllegalStateException failed) {
                    tablet.close();
                    return goesOnAfter(failed);
                }
            } else {
                serve(started, tablet, documents);
            }
            tablet.close();
            return true;
        }

        /** That the leader before dropped more than was known here is no failure: it must be taken over again. */
        private static boolean goesOnAfter(IllegalStateException failed) {
            if (!failed.getMessage().startsWith("The log was dropped")) {
                throw failed;
            }
            return false;
        }

        /** As the node's own code does it. */
        private RowStore rows(CommitLog log, Documents documents, Optional<RowStore> kept) {
            RowStore found = kept.orElseGet(disk::open);
            if (Tablet.canGoOn(found, log)) {
                warm += kept.isPresent() ? 1 : 0;
                return found;
            }
            RowStore made = disk.openEmpty();
            Tablet.restore(SHOP, made, log.firstLsn(), documents);
            restored++;
            return made;
        }

        /** Follows one leader after the other, the latest or one that was deposed and does not know it. */
        private Optional<RowStore> follow() throws InterruptedException {
            var common = new Follower.Common(
                    world.slots(stage, cluster, random),
                    new CouchDocuments(world.entities(stage, entities, random)),
                    Run.this::pause,
                    new Semaphore(1),
                    clock());
            var follower = new Follower(SHOP, new FollowersDisk(disk), common);
            for (int i = random.nextInt(5); i >= 0; i--) {
                try {
                    follower.follow(this::hear);
                } catch (LostException lost) {
                    stage.await(() -> random.nextInt(10) == 0);
                }
            }
            return follower.end();
        }

        private FeedSource.Hearing hear() throws LostException {
            if (feeds.isEmpty()) {
                throw new LostException("nobody ever led");
            }
            int former = Math.min(random.nextInt(8) / 5, feeds.size() - 1);
            int leader = feeds.size() - 1 - former;
            var subscription = feeds.get(leader).subscribe(() -> {}).orElseThrow(() -> new LostException("full"));
            return new FeedSource.Hearing() {
                @Override
                public FeedMessage next() throws LostException {
                    while (true) {
                        stage.await(() -> true);
                        boolean ends = random.nextInt(150) == 0;
                        var message = subscription.poll();
                        if (message != null && !(message instanceof FeedMessage.Begin)) {
                            message = world.heard(message, random);
                        }
                        if (message != null) {
                            return message;
                        }
                        if (ends || subscription.isOver()) {
                            throw new LostException("ended");
                        }
                    }
                }

                @Override
                public void close() {
                    subscription.close();
                }
            };
        }

        private void serve(Stage.Process started, Tablet tablet, Documents documents) {
            int[] busy = {CLIENTS};
            for (int i = 0; i < CLIENTS; i++) {
                started.threads()
                        .newThread(() -> {
                            use(tablet);
                            busy[0]--;
                        })
                        .start();
            }
            while (busy[0] > 0) {
                stage.await(() -> random.nextInt(20) == 0);
                if (busy[0] > 0 && tablet.checkpoint(documents)) {
                    checkpoints++;
                }
            }
        }

        private void use(Tablet tablet) {
            var client = new Client(stage, random, history, world.datastore(tablet));
            for (int i = random.nextInt(40); i >= 0 && !tablet.isStopped(); i--) {
                stage.await(() -> random.nextInt(4) == 0);
                client.act();
            }
        }
    }

    private record FollowersDisk(SimulatedDisk disk) implements Follower.Disk {
        @Override
        public Optional<RowStore> open() {
            return Optional.of(disk.open());
        }

        @Override
        public RowStore openEmpty() {
            return disk.openEmpty();
        }
    }

    private void pause(int attempt) throws InterruptedException {
        stage.await(() -> random.nextInt(3) == 0);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private void storm() {
        for (int step = 0; step < STEPS; step++) {
            int chance = random.nextInt(3_000);
            Machine machine = machines.get(random.nextInt(MACHINES));
            if (chance < 6 && !machine.isRunning()) {
                machine.launch(false);
            } else if (chance < 8 && machine.isRunning()) {
                machine.process.crash();
            } else if (chance < 14 && machine.isRunning()) {
                toggle(machine.process);
            } else if (chance < 26) {
                cluster.toggle();
            }
            step();
        }
    }

    private static void toggle(Stage.Process process) {
        if (process.isPaused()) {
            process.resume();
        } else {
            process.pause();
        }
    }

    private void step() {
        nanos += random.nextInt(20_000);
        if (!stage.step() && machines.stream().anyMatch(Machine::isGoing)) {
            // Somebody waits with a time limit, and that is in real time.
            LockSupport.parkNanos(IDLE_NANOS);
        }
    }

    /** When the faults stop, a machine that is left alone must come to serve, and then everything is looked at. */
    private Result calm() {
        for (Machine machine : machines) {
            if (machine.process != null) {
                machine.process.crash();
            }
        }
        cluster.calm();
        machines.get(random.nextInt(MACHINES)).launch(true);
        for (int step = 0; step < CALM_STEPS && !judged; step++) {
            step();
        }
        if (!judged && broken == null) {
            broken = "nobody serves when all is well";
        }
        return new Result(broken, history, commits, leaders, checkpoints, restored, dropped, warm);
    }

    private void judge(TabletLog log, Tablet tablet) throws InterruptedException {
        List<Logged> logged = new ArrayList<>();
        long first = log.history().firstLsn();
        chronicle.before(first).values().forEach(bytes -> logged.addAll(LogReading.decode("shop", bytes)));
        dropped = logged.size();
        log.replay(first, (_, bytes) -> logged.addAll(LogReading.decode("shop", bytes)));
        Map<Key, Optional<Entity>> served = Client.all(tablet);
        commits = logged.size();
        broken = broken == null ? chronicle.broken() : broken;
        broken = broken == null ? new Checker(history, logged).broken(served) : broken;
        judged = true;
    }
}
