package io.ironstead.sandbox;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/**
 * The kernel's doors that stay shut for tenants' programs, as a program for its packet filter (seccomp(2), bpf(4)). It
 * lists what is refused: new kernels' new calls are open until they are listed, as in every filter of this kind that lets
 * unknown language runtimes work.
 */
final class SeccompFilter {
    private static final int LOAD = 0x20;
    private static final int JUMP_EQUAL = 0x15;
    private static final int JUMP_ANY_BIT = 0x45;
    private static final int JUMP_AT_LEAST = 0x35;
    private static final int RETURN = 0x06;

    private static final int ALLOW = 0x7fff0000;
    private static final int KILL = 0x80000000;
    private static final int ERROR = 0x00050000;
    private static final int EPERM = ERROR | 1;
    private static final int ENOSYS = ERROR | 38;
    private static final int EAFNOSUPPORT = ERROR | 97;

    private static final int NUMBER_AT = 0;
    private static final int ARCHITECTURE_AT = 4;
    private static final int FIRST_ARGUMENT_AT = 16;

    private static final int X86_64 = 0xc000003e;
    private static final int X32 = 0x40000000;
    private static final int CLONE = 56;
    private static final int CLONE3 = 435;
    private static final int SOCKET = 41;
    private static final int ANY_NEW_NAMESPACE = 0x7e020000;
    private static final List<Integer> FAMILIES = List.of(1, 2, 10, 16);

    /** Numbers of x86_64, from the kernel's syscall_64.tbl. */
    private static final int[] REFUSED = {
        // mount, umount2, pivot_root, chroot, open_tree, move_mount, fsopen, fsconfig, fsmount, fspick, mount_setattr,
        // open_tree_attr
        165,
        166,
        155,
        161,
        428,
        429,
        430,
        431,
        432,
        433,
        442,
        467,
        // ptrace, process_vm_readv, process_vm_writev, kcmp, pidfd_getfd, process_madvise
        101,
        310,
        311,
        312,
        438,
        440,
        // bpf, perf_event_open, userfaultfd, io_uring_setup, io_uring_enter, io_uring_register
        321,
        298,
        323,
        425,
        426,
        427,
        // add_key, request_key, keyctl
        248,
        249,
        250,
        // kexec_load, kexec_file_load, create_module, init_module, delete_module, finit_module, get_kernel_syms,
        // query_module
        246,
        320,
        174,
        175,
        176,
        313,
        177,
        178,
        // unshare, setns, name_to_handle_at, open_by_handle_at
        272,
        308,
        303,
        304,
        // swapon, swapoff, reboot, sethostname, setdomainname, acct, quotactl, quotactl_fd, vhangup, syslog
        167,
        168,
        169,
        170,
        171,
        163,
        179,
        443,
        153,
        103,
        // personality, ustat, uselib, _sysctl, nfsservctl, lookup_dcookie, iopl, ioperm, modify_ldt
        135,
        136,
        134,
        156,
        180,
        212,
        172,
        173,
        154,
        // settimeofday, adjtimex, clock_settime, clock_adjtime
        164,
        159,
        227,
        305,
        // fanotify_init, memfd_secret, migrate_pages, move_pages
        300,
        447,
        256,
        279,
    };

    private final ByteBuffer program = ByteBuffer.allocate(8 * 256).order(ByteOrder.LITTLE_ENDIAN);

    private SeccompFilter() {}

    /** The filter for this machine; empty where its table is not known. */
    static Optional<byte[]> forThisMachine() {
        return System.getProperty("os.arch").equals("amd64") ? Optional.of(x86()) : Optional.empty();
    }

    /** As {@code struct sock_filter[]}. */
    static byte[] x86() {
        var filter = new SeccompFilter();
        filter.add(LOAD, 0, 0, ARCHITECTURE_AT);
        filter.add(JUMP_EQUAL, 1, 0, X86_64);
        filter.add(RETURN, 0, 0, KILL);
        filter.add(LOAD, 0, 0, NUMBER_AT);
        filter.answer(JUMP_AT_LEAST, X32, EPERM);
        // Its flags lie in memory, where a filter cannot look. Told that there is none, the C library uses clone.
        filter.answer(JUMP_EQUAL, CLONE3, ENOSYS);
        for (int number : REFUSED) {
            filter.answer(JUMP_EQUAL, number, EPERM);
        }
        filter.add(JUMP_EQUAL, 0, 4, CLONE);
        filter.add(LOAD, 0, 0, FIRST_ARGUMENT_AT);
        filter.add(JUMP_ANY_BIT, 0, 1, ANY_NEW_NAMESPACE);
        filter.add(RETURN, 0, 0, EPERM);
        filter.add(RETURN, 0, 0, ALLOW);
        filter.add(JUMP_EQUAL, 0, FAMILIES.size() + 2, SOCKET);
        filter.add(LOAD, 0, 0, FIRST_ARGUMENT_AT);
        for (int at = 0; at < FAMILIES.size(); at++) {
            filter.add(JUMP_EQUAL, FAMILIES.size() - at, 0, FAMILIES.get(at));
        }
        filter.add(RETURN, 0, 0, EAFNOSUPPORT);
        filter.add(RETURN, 0, 0, ALLOW);
        var bytes = new byte[filter.program.position()];
        filter.program.flip().get(bytes);
        return bytes;
    }

    /** Returns {@code answer} where {@code test} holds for what was loaded, else goes on. */
    private void answer(int test, int value, int answer) {
        add(test, 0, 1, value);
        add(RETURN, 0, 0, answer);
    }

    private void add(int code, int ifTrue, int ifFalse, int value) {
        program.putShort((short) code).put((byte) ifTrue).put((byte) ifFalse).putInt(value);
    }
}
