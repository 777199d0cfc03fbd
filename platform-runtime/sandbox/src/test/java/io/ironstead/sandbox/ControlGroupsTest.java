package io.ironstead.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On ordinary folders that look like the kernel's: what a real kernel makes of it is in BubblewrapSandboxTest. */
class ControlGroupsTest {
    @TempDir
    Path folder;

    private Path unified(String controllers) throws IOException {
        var mount = Files.createDirectories(folder.resolve("unified"));
        Files.writeString(mount.resolve("cgroup.controllers"), controllers + "\n");
        for (var each : List.of(mount, mount.resolve("ironstead"), mount.resolve("ironstead/me"))) {
            Files.createDirectories(each);
            Files.writeString(each.resolve("cgroup.subtree_control"), "");
        }
        return mount;
    }

    private String v1(String controllers) throws IOException {
        var mount = Files.createDirectories(folder.resolve(controllers));
        return "cgroup " + mount + " cgroup rw,relatime," + controllers + " 0 0";
    }

    @Test
    void theNewKindIsTakenWhenItHasTheControllers() throws IOException {
        var mount = unified("cpuset cpu io memory pids");
        var groups = ControlGroups.open(List.of("cgroup2 " + mount + " cgroup2 rw 0 0"), "me");
        assertThat(groups.kind()).isEqualTo("v2");
        assertThat(mount.resolve("cgroup.subtree_control")).hasContent("+memory +cpu +pids");
        var group = groups.make("one", new Launch.Limits(96 << 20, 1200, 40, 150));
        assertThat(group.places()).containsExactly(mount.resolve("ironstead/me/one"));
        assertThat(mount.resolve("ironstead/me/one/memory.max")).hasContent("100663296");
        assertThat(mount.resolve("ironstead/me/one/pids.max")).hasContent("40");
        assertThat(mount.resolve("ironstead/me/one/cpu.max")).hasContent("150000 100000");
        assertThat(mount.resolve("ironstead/me/one/cpu.weight")).hasContent("51");
    }

    @Test
    void theOldKindIsTakenWhereTheNewOneIsMountedEmpty() throws IOException {
        var mount = unified("hugetlb");
        var mounts = List.of("cgroup2 " + mount + " cgroup2 rw 0 0", v1("memory"), v1("cpu,cpuacct"), v1("pids"));
        var groups = ControlGroups.open(mounts, "me");
        assertThat(groups.kind()).isEqualTo("v1");
        var group = groups.make("one", new Launch.Limits(96 << 20, 600, 40, 100));
        assertThat(group.places())
                .containsExactlyInAnyOrder(
                        folder.resolve("memory/ironstead/me/one"),
                        folder.resolve("cpu,cpuacct/ironstead/me/one"),
                        folder.resolve("pids/ironstead/me/one"));
        assertThat(folder.resolve("memory/ironstead/me/one/memory.limit_in_bytes"))
                .hasContent("100663296");
        assertThat(groups.leftovers())
                .singleElement()
                .extracting(ControlGroup::name)
                .isEqualTo("one");
    }

    @Test
    void itsOwnGroupGoesWhenItClosesAndComesBackWhenItIsNeeded() throws IOException {
        var groups = ControlGroups.open(List.of(v1("memory"), v1("cpu"), v1("pids")), "me");
        assertThat(folder.resolve("memory/ironstead/me")).isEmptyDirectory();
        groups.close();
        assertThat(folder.resolve("memory/ironstead/me")).doesNotExist();
        assertThat(groups.leftovers()).isEmpty();
        groups.make("one", new Launch.Limits(96 << 20, 600, 40, 100));
        assertThat(folder.resolve("memory/ironstead/me/one")).isDirectory();
        groups.close();
        assertThat(folder.resolve("memory/ironstead/me/one")).isDirectory();
    }

    @Test
    void aMissingControllerIsNamed() throws IOException {
        var mounts = List.of(v1("memory"), v1("cpu"));
        assertThatThrownBy(() -> ControlGroups.open(mounts, "me"))
                .isInstanceOf(IOException.class)
                .hasMessage("no control group controller pids is mounted");
    }
}
