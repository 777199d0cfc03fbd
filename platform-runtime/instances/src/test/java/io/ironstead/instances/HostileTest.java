package io.ironstead.instances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.ironstead.instances.TestNode.App;
import io.ironstead.model.VersionKey;
import io.ironstead.model.app.Runtime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Programs that mean harm, deployed as anybody's: what each tries has its expected refusal. */
class HostileTest {
    @TempDir
    Path folder;

    private TestNode node;
    private ServerSocket platformPort;
    private Process victim;

    @BeforeEach
    void open() throws IOException {
        node = new TestNode(folder);
        assumeThat(node.sandbox.wall().level())
                .as("needs root, bubblewrap and control groups; here: "
                        + node.sandbox.wall().reason())
                .isEqualTo("0");
        platformPort = new ServerSocket();
        platformPort.bind(new InetSocketAddress("0.0.0.0", 0));
        victim = new ProcessBuilder("sleep", "600").start();
        Files.writeString(folder.resolve("secret"), "another tenant's");
    }

    @AfterEach
    void close() throws IOException {
        if (victim != null) {
            victim.destroyForcibly();
            platformPort.close();
        }
        node.close();
    }

    private static String resource(String name) throws IOException {
        try (var in = HostileTest.class.getResourceAsStream("/hostile/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Map<String, String> surroundings() throws IOException {
        return Map.of(
                "SECRET_FILE", folder.resolve("secret").toString(),
                "HOST_PORT", Integer.toString(platformPort.getLocalPort()),
                "HOST_ADDRESS", InetAddress.getLocalHost().getHostAddress(),
                "VICTIM", Long.toString(victim.pid()));
    }

    private VersionKey python(String site) throws IOException {
        return node.deploy(site, App.python(resource("main.py")).withEnvironment(surroundings()));
    }

    private static Map<String, String> expected() {
        var expected = new LinkedHashMap<String, String>();
        expected.put(
                "rights",
                "\\{\"CapBnd\": \"0{16}\", \"CapEff\": \"0{16}\", \"CapPrm\": \"0{16}\", \"NoNewPrivs\": \"1\","
                        + " \"Seccomp\": \"2\", \"uid\": 1000}");
        for (var name : Arrays.asList("secret", "list /home", "list /run", "list /sys")) {
            expected.put(name, "DENIED ENOENT");
        }
        // Where the interpreter lies there, its folder is shown, and nothing beside it.
        expected.put("list /root", "DENIED ENOENT|\\['[.\\w]+'\\]");
        expected.put("secret through process 1", "DENIED (ENOENT|EACCES)");
        expected.put("host loopback", "DENIED ECONNREFUSED");
        for (var name : Arrays.asList("host address", "metadata", "internet", "internet v6")) {
            expected.put(name, "DENIED (ENETUNREACH|ECONNREFUSED|EADDRNOTAVAIL)");
        }
        expected.put("name", "DENIED .*");
        expected.put("abstract socket", "DENIED ECONNREFUSED");
        expected.put("interfaces", "\\['lo'\\]");
        expected.put("others", "\\['bwrap', 'python3(\\.\\d+)?'\\]");
        expected.put("victim cmdline", "DENIED ENOENT");
        expected.put("victim environ", "DENIED ENOENT");
        expected.put("signal", "DENIED ESRCH");
        for (var name : Arrays.asList(
                "trace",
                "mount",
                "new mount",
                "chroot",
                "raw socket",
                "unshare user",
                "unshare mounts",
                "clone user",
                "setns",
                "io_uring",
                "bpf",
                "perf_event_open",
                "keyctl",
                "userfaultfd",
                "open_by_handle_at",
                "kernel log",
                "x32 call")) {
            expected.put(name, "DENIED EPERM");
        }
        expected.put("clone3", "DENIED ENOSYS");
        for (var name : Arrays.asList("packet socket", "vsock", "alg socket")) {
            expected.put(name, "DENIED EAFNOSUPPORT");
        }
        expected.put("setuid 0", "DENIED (EINVAL|EPERM)");
        for (var name :
                Arrays.asList("/etc/shadow", "/etc/hostname", "/dev/kvm", "/dev/vda", "/dev/sda", "/dev/kmsg")) {
            expected.put("read " + name, "DENIED ENOENT");
        }
        expected.put("read /proc/kcore", "DENIED (EACCES|ENOENT|EPERM)|READ b''");
        for (var name : Arrays.asList("cmdline", "keys", "kallsyms")) {
            expected.put("read /proc/" + name, "READ b''|DENIED ENOENT");
        }
        expected.put("write sysctl", "DENIED (EROFS|EACCES|ENOENT)");
        for (var name : Arrays.asList("/", "/usr", "/etc", "/dev", "own bundle")) {
            expected.put("write " + name, "DENIED (EROFS|EACCES)");
        }
        for (var name : Arrays.asList("/tmp", "/var/tmp", "$TMPDIR", "/dev/shm")) {
            expected.put("write " + name, "WRITTEN");
        }
        expected.put("fill /tmp", "stopped at (3[0-2]) MiB ENOSPC");
        expected.put("fill /dev/shm", "stopped at (3[0-2]) MiB ENOSPC");
        expected.put("fill $TMPDIR", "stopped at (19[0-2]) MiB ENOSPC");
        expected.put("handles", "stopped at 8\\d{3} EMFILE");
        expected.put("threads", "stopped at 2\\d\\d");
        expected.put("forks", "stopped at 2\\d\\d EAGAIN");
        expected.put("core size", "\\(0, 0\\)");
        expected.put("inherited", "\\[\\(0, '/dev/null'\\), \\(1, 'pipe'\\), \\(2, 'pipe'\\)\\]");
        expected.put("process 1 tells", "False");
        expected.put("host name", "sandbox");
        return expected;
    }

    @TestFactory
    Stream<DynamicTest> everyProbeOfPython() throws Exception {
        var found = new JsonMapper()
                .readValue(node.get(python("probes"), "/probes"), new TypeReference<Map<String, String>>() {});
        var expected = expected();
        assertThat(found).containsOnlyKeys(expected.keySet());
        return expected.entrySet().stream()
                .map(each -> DynamicTest.dynamicTest(
                        each.getKey(),
                        () -> assertThat(found.get(each.getKey())).matches(each.getValue())));
    }

    @Test
    void aChildThatEatsMemoryEndsItsProgramAndSaysWhy() throws Exception {
        var hog = python("hog");
        try (var lease = node.lease(hog)) {
            assertThat(TestNode.get(lease, "/hog-child")).isEmpty();
        } catch (IOException | StringIndexOutOfBoundsException cutOff) {
            assertThat(cutOff).isNotNull();
        }
        Eventually.holds("told", () -> node.told("killed: out of memory at 384 MiB"));
    }

    @Test
    void nothingOutlivesItsStop() throws Exception {
        var site = python("daemons");
        try (var lease = node.lease(site)) {
            assertThat(TestNode.get(lease, "/daemons")).isEqualTo("done");
        }
        assertThat(tenantsProcesses()).isGreaterThanOrEqualTo(6);
        node.remove(site);
        Eventually.holds("gone", () -> tenantsProcesses() == 0);
    }

    /** Processes of the user numbers that tests give to tenants. */
    private long tenantsProcesses() {
        return ProcessHandle.allProcesses().filter(HostileTest::isTenants).count();
    }

    private static boolean isTenants(ProcessHandle process) {
        try {
            var folder = Path.of("/proc", Long.toString(process.pid()));
            return (int) Files.getAttribute(folder, "unix:uid") >= 1_900_000_000
                    && Files.readString(folder.resolve("cmdline")).contains("main.py");
        } catch (IOException gone) {
            return false;
        }
    }

    @Test
    void javaFindsNoMoreThanPython() throws Exception {
        var program = App.sh("")
                .with(Runtime.CUSTOM, "/usr/bin/java -Xmx200m Probe.java")
                .withFiles(Map.of("Probe.java", resource("Probe.java")))
                .withEnvironment(surroundings());
        assumeThat(Path.of("/usr/bin/java")).exists();
        var answer = node.get(node.deploy("java", program), "/").lines().toList();
        assertThat(answer)
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).contains(" DENIED ").doesNotContain(" ALLOWED "));
    }
}
