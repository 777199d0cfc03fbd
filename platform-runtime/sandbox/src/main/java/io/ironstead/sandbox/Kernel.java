package io.ironstead.sandbox;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The calls of the C library that Java has no words for. Those that change a namespace change it for the calling thread
 * alone and for good: see {@link NamespaceThread}.
 */
@SuppressWarnings("restricted")
final class Kernel {
    private static final int NEW_MOUNTS = 0x00020000;
    private static final int NEW_NETWORK = 0x40000000;
    private static final long MOUNT_BIND = 4096;
    private static final long MOUNT_RECURSIVE = 16384;
    private static final long MOUNT_SLAVE = 1 << 19;
    private static final long MOUNT_NOSUID = 2;
    private static final long MOUNT_NODEV = 4;
    private static final int AF_INET = 2;
    private static final int DATAGRAM_CLOSE_ON_EXEC = 2 | 02000000;
    private static final long SET_INTERFACE_FLAGS = 0x8914;
    private static final short UP_AND_RUNNING = 0x41;
    private static final int INTERFACE_REQUEST_BYTES = 40;
    private static final int INTERFACE_FLAGS_AT = 16;

    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO_AT = STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle UNSHARE = call("unshare", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle MOUNT =
            call("mount", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    private static final MethodHandle SOCKET =
            call("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle CLOSE = call("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle GETTID = call("gettid", FunctionDescriptor.of(JAVA_INT));
    private static final MethodHandle IOCTL = call(
            "ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS), Linker.Option.firstVariadicArg(2));

    private Kernel() {}

    private static MethodHandle call(String name, FunctionDescriptor shape, Linker.Option... more) {
        var linker = Linker.nativeLinker();
        var options = new Linker.Option[more.length + 1];
        System.arraycopy(more, 0, options, 0, more.length);
        options[more.length] = Linker.Option.captureCallState("errno");
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), shape, options);
    }

    /** Gives the calling thread a network with nothing but a loopback, and mounts of its own. */
    static void leaveNetworkAndMounts() throws IOException {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(STATE);
            require(
                    "making namespaces (root may, or who comes through unshare -Ur)",
                    (int) UNSHARE.invokeExact(state, NEW_NETWORK | NEW_MOUNTS),
                    state);
            // As a slave: what is mounted here stays here, and what the machine unmounts goes from here too.
            mount(arena, null, "/", null, MOUNT_RECURSIVE | MOUNT_SLAVE, null);
            raiseLoopback(arena);
        } catch (Throwable failed) {
            throw known(failed);
        }
    }

    /** Of the calling thread, as the kernel counts. */
    static int threadNumber() throws IOException {
        try (var arena = Arena.ofConfined()) {
            return (int) GETTID.invokeExact(arena.allocate(STATE));
        } catch (Throwable failed) {
            throw known(failed);
        }
    }

    /** Puts an empty folder over {@code place}, for the calling thread's mounts only. */
    static void mountEmpty(Path place) throws IOException {
        try (var arena = Arena.ofConfined()) {
            mount(arena, "none", place.toString(), "tmpfs", MOUNT_NOSUID | MOUNT_NODEV, "mode=0755,size=1m");
        } catch (Throwable failed) {
            throw known(failed);
        }
    }

    /** Shows {@code what} at {@code where} too, an existing folder or file. */
    static void bind(Path what, Path where) throws IOException {
        try (var arena = Arena.ofConfined()) {
            mount(arena, what.toString(), where.toString(), null, MOUNT_BIND | MOUNT_RECURSIVE, null);
        } catch (Throwable failed) {
            throw known(failed);
        }
    }

    private static void mount(
            Arena arena,
            @Nullable String source,
            String target,
            @Nullable String kind,
            long flags,
            @Nullable String options)
            throws Throwable {
        var state = arena.allocate(STATE);
        int result = (int) MOUNT.invokeExact(
                state, text(arena, source), text(arena, target), text(arena, kind), flags, text(arena, options));
        require("mount " + target, result, state);
    }

    private static MemorySegment text(Arena arena, @Nullable String text) {
        return text == null ? MemorySegment.NULL : arena.allocateFrom(text);
    }

    private static void raiseLoopback(Arena arena) throws Throwable {
        var state = arena.allocate(STATE);
        int socket = require("socket", (int) SOCKET.invokeExact(state, AF_INET, DATAGRAM_CLOSE_ON_EXEC, 0), state);
        try {
            var request = arena.allocate(INTERFACE_REQUEST_BYTES);
            request.setString(0, "lo");
            request.set(JAVA_SHORT, INTERFACE_FLAGS_AT, UP_AND_RUNNING);
            require("ioctl", (int) IOCTL.invokeExact(state, socket, SET_INTERFACE_FLAGS, request), state);
        } finally {
            int ignored = (int) CLOSE.invokeExact(state, socket);
        }
    }

    private static int require(String call, int result, MemorySegment state) throws IOException {
        if (result < 0) {
            throw new IOException(call + " failed: error " + state.get(JAVA_INT, ERRNO_AT));
        }
        return result;
    }

    private static IOException known(Throwable failed) {
        if (failed instanceof IOException refused) {
            return refused;
        }
        if (failed instanceof Error error) {
            throw error;
        }
        return new IOException("A call of the C library failed", failed);
    }
}
