package io.ironstead.agent.bed;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Several hosts on this machine: a network namespace each, joined by one bridge, on which this process stands too at
 * {@link #here}. Where namespaces are not permitted each host is a loopback address, and its link cannot be cut. Names hold
 * this process's id, so that a bed can be told from what a killed one has left, which the next bed clears away.
 */
public final class NetworkBed implements AutoCloseable {
    private static final Pattern NAMESPACE = Pattern.compile("isb-(\\d+)-\\d+");
    private static final Pattern LINK = Pattern.compile("isb(\\d+)(?:[hp]\\d+)?");
    private static final long COMMAND_SECONDS_MAX = 10;

    private final long pid = ProcessHandle.current().pid();
    private final List<Host> hosts = new ArrayList<>();
    private final boolean real;
    private final String subnet;

    /** @param count 1 to 9 hosts */
    public NetworkBed(int count) {
        if (count < 1 || count > 9) {
            throw new IllegalArgumentException("A bed has 1 to 9 hosts");
        }
        // The kernel's names of links have at most 15 characters; a subnet of its own keeps two beds apart.
        subnet = "10.221." + pid % 250;
        real = clearAwayAndTry();
        for (int i = 1; i <= count; i++) {
            hosts.add(real ? made(i) : new Host(i, "127.0.0." + (10 + i), List.of()));
        }
    }

    /** One of them; {@code command} goes before the words of a program that is to run there. */
    public record Host(int number, String address, List<String> command) {}

    public List<Host> hosts() {
        return List.copyOf(hosts);
    }

    /** False: hosts are loopback addresses only, and {@link #cut} is not possible. */
    public boolean real() {
        return real;
    }

    /** Where this process is reached from every host. */
    public String here() {
        return real ? subnet + ".254" : "127.0.0.1";
    }

    /** Nothing comes to this host or leaves it, and nobody is told: connections stay open and hang. */
    public void cut(Host host) {
        must("ip", "link", "set", bridgeEnd(host.number()), "down");
    }

    public void heal(Host host) {
        must("ip", "link", "set", bridgeEnd(host.number()), "up");
    }

    /** What a program said that was run on a host; it must end well. */
    public String run(Host host, String... words) {
        var all = new ArrayList<>(host.command());
        all.addAll(List.of(words));
        return must(all.toArray(String[]::new));
    }

    private boolean clearAwayAndTry() {
        var listed = run("ip", "-o", "netns", "list");
        if (listed.exit() != 0) {
            return false;
        }
        clearAway(listed.said());
        if (run("ip", "link", "add", bridge(), "type", "bridge").exit() != 0) {
            return false;
        }
        must("ip", "address", "add", subnet + ".254/24", "dev", bridge());
        must("ip", "link", "set", bridge(), "up");
        return true;
    }

    /** What beds of ended processes have left: their programs, namespaces and links. */
    private static void clearAway(String namespaces) {
        for (var line : namespaces.lines().toList()) {
            var name = line.split(" ", 2)[0];
            var parts = NAMESPACE.matcher(name);
            if (parts.matches() && hasEnded(parts.group(1))) {
                remove(name);
            }
        }
        for (var line : run("ip", "-o", "link").said().lines().toList()) {
            var name = line.split(": ", 3)[1].split("@", 2)[0];
            var parts = LINK.matcher(name);
            if (parts.matches() && hasEnded(parts.group(1))) {
                run("ip", "link", "delete", name);
            }
        }
    }

    private static boolean hasEnded(String pid) {
        return ProcessHandle.of(Long.parseLong(pid)).isEmpty();
    }

    private static void remove(String namespace) {
        for (var program : run("ip", "netns", "pids", namespace).said().lines().toList()) {
            ProcessHandle.of(Long.parseLong(program.strip())).ifPresent(ProcessHandle::destroyForcibly);
        }
        run("ip", "netns", "delete", namespace);
    }

    private Host made(int number) {
        var namespace = "isb-" + pid + "-" + number;
        var address = subnet + "." + number;
        var inside = "isb" + pid + "p" + number;
        must("ip", "netns", "add", namespace);
        must("ip", "link", "add", bridgeEnd(number), "type", "veth", "peer", "name", inside, "netns", namespace);
        must("ip", "link", "set", bridgeEnd(number), "master", bridge(), "up");
        must("ip", "-n", namespace, "address", "add", address + "/24", "dev", inside);
        must("ip", "-n", namespace, "link", "set", inside, "up");
        must("ip", "-n", namespace, "link", "set", "lo", "up");
        return new Host(number, address, List.of("ip", "netns", "exec", namespace));
    }

    private String bridge() {
        return "isb" + pid;
    }

    private String bridgeEnd(int number) {
        return "isb" + pid + "h" + number;
    }

    @Override
    public void close() {
        if (real) {
            hosts.forEach(host -> remove("isb-" + pid + "-" + host.number()));
            run("ip", "link", "delete", bridge());
        }
    }

    private record Ran(int exit, String said) {}

    private static String must(String... words) {
        var ran = run(words);
        if (ran.exit() != 0) {
            throw new AssertionError(String.join(" ", words) + ": " + ran.said());
        }
        return ran.said();
    }

    private static Ran run(String... words) {
        try {
            var process = new ProcessBuilder(words).redirectErrorStream(true).start();
            process.getOutputStream().close();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(COMMAND_SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(String.join(" ", words) + " did not end");
            }
            return new Ran(process.exitValue(), said);
        } catch (IOException notThere) {
            return new Ran(127, String.valueOf(notThere.getMessage()));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted", stopped);
        }
    }
}
