package io.ironstead.cli;

import io.ironstead.cli.console.ConsoleClient;
import io.ironstead.cli.console.ConsoleOptions;
import io.ironstead.cli.local.DataFolder;
import io.ironstead.cli.local.JavaProcess;
import io.ironstead.cli.local.ProcessId;
import io.ironstead.cli.local.Programs;
import io.ironstead.cli.local.Training;
import io.ironstead.cli.pack.BundleSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What {@code up} leaves to the background so that it can return: deploys the samples, and trains the caches of console and agent. */
@Command(name = "first-start", hidden = true, description = "Deploys the samples and prepares faster starts.")
class FirstStartCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Mixin
    ConsoleOptions options = new ConsoleOptions();

    @Option(names = "--samples")
    boolean samples;

    @Option(names = "--training")
    boolean training;

    /** Starts this command as a process of its own. */
    static void launch(DataFolder data, boolean samples, boolean training, boolean bound) {
        var words = new ArrayList<String>(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        for (var property : List.of("ironstead.home", "ironstead.root")) {
            words.add("-D" + property + "=" + System.getProperty(property));
        }
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "first-start"));
        words.add("--data=" + data.root());
        if (samples) {
            words.add("--samples");
        }
        if (training) {
            words.add("--training");
        }
        var process = new JavaProcess(data.log("first-start"), words, Map.of()).start(bound);
        data.write(data.started().withFirstStart(ProcessId.of(process.pid()).orElse(null)));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var data = options.dataFolder();
        var programs = Programs.ofThisRun();
        var allDeployed = !samples || deployAll(programs.samples());
        if (samples && allDeployed) {
            Files.writeString(data.samplesMark(), "A sample that was deleted stays deleted.\n");
        }
        if (training) {
            new Training(programs, data).train();
        }
        return allDeployed ? 0 : 1;
    }

    /** @return whether every sample is online; one that fails does not keep the others from trying */
    private boolean deployAll(Path folder) throws IOException, InterruptedException {
        var console = new ConsoleClient(options.address());
        var waiting = new ConcurrentLinkedQueue<>(Sample.in(folder));
        var well = new AtomicBoolean(true);
        // Two: while one installs packages from afar, another can compile. More would take the machine from its owner.
        var lanes = List.of(lane(console, waiting, well), lane(console, waiting, well));
        for (var lane : lanes) {
            lane.join();
        }
        return well.get();
    }

    private Thread lane(ConsoleClient console, Queue<Sample> waiting, AtomicBoolean well) {
        return Thread.ofPlatform().name("samples").daemon().start(() -> {
            for (var sample = waiting.poll(); sample != null; sample = waiting.poll()) {
                if (!deploy(console, sample)) {
                    well.set(false);
                }
            }
        });
    }

    private boolean deploy(ConsoleClient console, Sample sample) {
        var site = sample.site();
        var err = spec.commandLine().getErr();
        try {
            if (console.find("sites/" + site).isPresent()) {
                err.println(site + " exists already");
                return true;
            }
            err.println("deploying " + site);
            var deployment = new Deployment(console, InstantSource.system(), new StepLines(err, false, site + ":"));
            deployment.ensureSite(site);
            var end = deployment.run(site, BundleSource.of(sample.folder()), "v1", true);
            if (!end.path("state").asString("").equals("DONE")) {
                throw DeployCommand.failureOf(end);
            }
            err.println(site + " answers at " + deployment.addressOf(site, end, true));
            return true;
        } catch (Failure failure) {
            failure.output().forEach(line -> err.println(site + ":   | " + line));
            err.println(site + ": " + failure.getMessage() + " " + failure.advice());
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            err.flush();
        }
    }
}
