package io.ironstead.sandbox;

import io.ironstead.model.TenantId;
import io.ironstead.sandbox.egress.EgressProxy;
import io.ironstead.sandbox.egress.EgressRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Finds the thickest wall this machine can have, by building each and running a program behind it. */
public final class Walls {
    private static final List<Path> STAGES =
            List.of(Path.of("/mnt"), Path.of("/media"), Path.of("/srv"), Path.of("/opt"));
    private static final Path BWRAP = Path.of("/usr/bin/bwrap");
    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");
    private static final String WHOLE_USER_MAP = "0 0 4294967295";
    private static final int TRIAL_SECONDS = 30;

    /** Says who it is, and fails when anything of the machine's root is left to it. */
    private static final String TRIAL =
            "test \"$(id -u)\" = 1000 && ! test -e /root/.profile && ! (echo > /usr/x) 2>/dev/null && echo tried";

    private final Path folder;
    private final int firstUser;
    private final int users;
    private final EgressProxy egress;
    private final EgressRules registries;

    private Walls(Path folder, int firstUser, int users, EgressProxy egress, EgressRules registries) {
        this.folder = folder;
        this.firstUser = firstUser;
        this.users = users;
        this.egress = egress;
        this.registries = registries;
    }

    /**
     * Tries, which takes up to a second, and says in {@link Wall#reason} what was found.
     *
     * @param folder the sandbox's own, for records
     * @param firstUser the first of {@code users} user numbers that nobody else on this machine has
     * @param registries where builds may connect to
     */
    public static Sandbox thickest(Path folder, int firstUser, int users, EgressProxy egress, EgressRules registries) {
        return new Walls(folder, firstUser, users, egress, registries).thickest();
    }

    private Sandbox thickest() {
        var missing = missing();
        if (missing.isPresent()) {
            return new PlainSandbox(folder.resolve("plain"), missing.get());
        }
        boolean root = isRoot();
        var shortcomings = new StringBuilder();
        Optional<ControlGroups> groups = Optional.empty();
        Optional<TenantUsers> numbers = Optional.empty();
        try {
            Files.createDirectories(folder);
            if (root && Files.isExecutable(SETPRIV)) {
                numbers = Optional.of(new TenantUsers(folder.resolve("users"), firstUser, users));
            } else {
                shortcomings.append(
                        root
                                ? "all tenants are one user: /usr/bin/setpriv is missing; "
                                : "all tenants are one user: the agent is not root; ");
            }
            groups = Optional.of(ControlGroups.open(agentName()));
        } catch (IOException refused) {
            shortcomings.append("nothing holds limits: ").append(words(refused)).append("; ");
        }
        for (boolean processes : List.of(true, false)) {
            boolean whole = groups.isPresent() && numbers.isPresent() && processes;
            var level = whole ? "0" : processes ? "1" : "1b";
            var reason = whole
                    ? "a user for each tenant, namespaces, a filter of system calls, control groups "
                            + groups.get().kind()
                    : shortcomings + (processes ? "namespaces and a filter of system calls hold" : "and without /proc");
            var means = new BubblewrapSandbox.Means(
                    new Wall(level, "bubblewrap", reason), groups, numbers, processes, stage());
            var failure = tried(means);
            if (failure.isEmpty()) {
                return new BubblewrapSandbox(folder, means, egress, registries);
            }
            shortcomings
                    .append("level ")
                    .append(level)
                    .append(": ")
                    .append(failure.get())
                    .append("; ");
        }
        return new PlainSandbox(folder.resolve("plain"), shortcomings + "so there is no wall");
    }

    private static Optional<String> missing() {
        if (SeccompFilter.forThisMachine().isEmpty()) {
            return Optional.of(
                    "There is no filter of system calls for " + System.getProperty("os.arch") + " processors");
        }
        return Files.isExecutable(BWRAP)
                ? Optional.empty()
                : Optional.of("/usr/bin/bwrap is missing: apt-get install bubblewrap");
    }

    /** Of the machine, not only of a namespace. */
    private static boolean isRoot() {
        try {
            var map = Files.readString(Path.of("/proc/self/uid_map")).strip().replaceAll("\\s+", " ");
            return map.equals(WHOLE_USER_MAP) && (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** A folder that exists on every machine and holds nothing that programs need. */
    private Path stage() {
        var home = Path.of(System.getProperty("java.home"));
        return STAGES.stream()
                .filter(Files::isDirectory)
                .filter(each ->
                        !home.startsWith(each) && !folder.toAbsolutePath().startsWith(each))
                .findFirst()
                .orElse(STAGES.getFirst());
    }

    private String agentName() {
        try {
            var digest = MessageDigest.getInstance("SHA-256")
                    .digest(folder.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 6);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every JDK has SHA-256", impossible);
        }
    }

    /** Why it does not work; empty when it does. */
    private Optional<String> tried(BubblewrapSandbox.Means means) {
        var launch = new Launch(
                "trial-" + means.wall().level(),
                new TenantId("ironstead-trial"),
                List.of("/bin/sh", "-c", TRIAL),
                Map.of(),
                Path.of("/tmp"),
                List.of(),
                List.of(),
                List.of(),
                new Launch.Limits(64 << 20, 600, 16),
                false);
        try (var sandbox = new BubblewrapSandbox(folder, means, egress, registries)) {
            sandbox.killLeftovers();
            try (var room = sandbox.openRoom()) {
                var running = sandbox.start(launch, room);
                var exit = running.exit().get(TRIAL_SECONDS, TimeUnit.SECONDS);
                var said = new String(running.standardOutput().readAllBytes(), StandardCharsets.UTF_8);
                var complained = new String(running.standardError().readAllBytes(), StandardCharsets.UTF_8);
                return exit.code() == 0 && said.strip().equals("tried")
                        ? Optional.empty()
                        : Optional.of(complained.lines().findFirst().orElse("exit code " + exit.code()));
            }
        } catch (IOException | UncheckedIOException refused) {
            return Optional.of(words(refused));
        } catch (ExecutionException | TimeoutException late) {
            return Optional.of("a trial did not end");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    private static String words(Exception failed) {
        if (failed instanceof AccessDeniedException denied) {
            return denied.getFile() + " may not be changed by this user";
        }
        return String.valueOf(failed.getMessage());
    }
}
