package io.ironstead.instances;

import io.ironstead.instances.launch.BundleFolder;
import io.ironstead.instances.launch.JavaPrograms;
import io.ironstead.instances.launch.Probe;
import io.ironstead.instances.launch.Tools;
import io.ironstead.model.app.Runtime;
import io.ironstead.model.control.NodeEvent.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Trains a class cache for each WAR, in the background, once per bundle: a run that visitors never see loads what they
 * will need and writes it down as it ends. Later instances start from that in a third of the time; without it they
 * start all the same.
 */
final class ClassCaches {
    private static final int ROUNDS = 10;
    private static final Duration ANSWER = Duration.ofSeconds(20);
    private static final Duration WRITING = Duration.ofMinutes(3);
    private static final long MEMORY = 1L << 30;

    private final Node node;
    private final Tools tools;
    private final Semaphore one = new Semaphore(1, true);

    ClassCaches(Node node, Tools tools) {
        this.node = node;
        this.tools = tools;
    }

    /** Returns at once. Does nothing for other languages, or when the bundle has its cache. */
    void train(Deployment deployment) {
        var app = deployment.version().app();
        if (app.runtime() != Runtime.JAVA || app.entrypoint().isPresent()) {
            return;
        }
        var bundle = deployment.described().bundle();
        var cache = JavaPrograms.cache(tools, bundle, app);
        node.run("train-" + deployment.described().key().site(), () -> {
            try {
                one.acquire();
                try {
                    if (!Files.exists(cache)) {
                        trainNow(deployment, bundle, cache);
                    }
                } finally {
                    one.release();
                }
            } catch (IOException failed) {
                node.tell(
                        Level.ATTENTION,
                        Optional.of(deployment.described().key().site()),
                        "no class cache for " + deployment.described().key().version() + ", so it wakes slowly: "
                                + failed.getMessage());
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void trainNow(Deployment deployment, BundleFolder bundle, Path cache)
            throws IOException, InterruptedException {
        var name = Names.training();
        var subject = deployment.described();
        long began = System.nanoTime();
        var process = node.launcher()
                .launch(
                        subject,
                        Names.instance(),
                        name,
                        MEMORY,
                        instance -> JavaPrograms.training(tools, bundle, instance));
        try {
            var failure = node.launcher().awaitReady(subject, process, true);
            if (failure.isPresent()) {
                throw new IOException(failure.get().cause());
            }
            for (int round = 0; round < ROUNDS; round++) {
                for (var path : JavaPrograms.trainingPaths()) {
                    Probe.get(process.dialer(), path, ANSWER);
                }
            }
            // It writes the cache after it has been asked to end, in a process of its own: that takes seconds.
            process.running().terminate();
            process.exit().get(WRITING.toMillis(), TimeUnit.MILLISECONDS);
            keep(JavaPrograms.trained(process.keepsakes()), cache);
            node.tell(
                    Level.INFO,
                    Optional.of(subject.key().site()),
                    "class cache of " + subject.key().version() + " written in "
                            + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began) + " s");
        } catch (TimeoutException | java.util.concurrent.ExecutionException late) {
            throw new IOException("The class cache was not written in time", late);
        } finally {
            process.kill("training is over");
            process.exit().join();
            node.launcher().clear(process);
        }
    }

    /** What lies there was made by the tenant's program: a link would make the platform vouch for a file elsewhere. */
    private static void keep(Path trained, Path cache) throws IOException {
        if (!Files.isRegularFile(trained, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("The training run left no class cache");
        }
        Files.move(trained, cache, StandardCopyOption.ATOMIC_MOVE);
    }
}
