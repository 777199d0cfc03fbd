package io.ironstead.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Finds out where processes listen: the kernel's list of listening sockets, joined with the sockets they hold. */
final class Listeners {
    private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");
    private static final String LISTENING = "0A";

    private Listeners() {}

    static List<InetSocketAddress> of(List<ProcessEntry> processes) {
        if (processes.isEmpty()) {
            return List.of();
        }
        var byInode = new HashMap<String, InetSocketAddress>();
        for (var table : List.of("net/tcp", "net/tcp6")) {
            byInode.putAll(parse(read(processes.getFirst(), table)));
        }
        var found = new LinkedHashSet<InetSocketAddress>();
        for (var process : processes) {
            for (var inode : socketsOf(process)) {
                var address = byInode.get(inode);
                if (address != null) {
                    found.add(address);
                }
            }
        }
        return List.copyOf(found);
    }

    /** Listening addresses by the inode of their socket, from the text of {@code /proc/PID/net/tcp} or {@code tcp6}. */
    static Map<String, InetSocketAddress> parse(String table) {
        var found = new HashMap<String, InetSocketAddress>();
        table.lines().skip(1).forEach(line -> {
            var fields = line.strip().split("\\s+");
            if (fields.length > 9 && fields[3].equals(LISTENING)) {
                found.put(fields[9], address(fields[1]));
            }
        });
        return found;
    }

    private static InetSocketAddress address(String text) {
        int colon = text.indexOf(':');
        var bytes = HexFormat.of().parseHex(text.substring(0, colon));
        // The kernel prints each 32-bit word in the machine's order, which is little-endian wherever we run.
        for (int word = 0; word < bytes.length; word += 4) {
            swap(bytes, word, word + 3);
            swap(bytes, word + 1, word + 2);
        }
        try {
            return new InetSocketAddress(
                    InetAddress.getByAddress(bytes), Integer.parseInt(text.substring(colon + 1), 16));
        } catch (IOException wrongLength) {
            throw new IllegalArgumentException("Not an address of /proc/net/tcp", wrongLength);
        }
    }

    private static void swap(byte[] bytes, int one, int other) {
        byte kept = bytes[one];
        bytes[one] = bytes[other];
        bytes[other] = kept;
    }

    private static List<String> socketsOf(ProcessEntry process) {
        var inodes = new ArrayList<String>();
        try (var files = Files.newDirectoryStream(ProcessEntry.file(process.pid(), "fd"))) {
            for (var file : files) {
                var socket = SOCKET.matcher(Files.readSymbolicLink(file).toString());
                if (socket.matches()) {
                    inodes.add(socket.group(1));
                }
            }
        } catch (IOException | DirectoryIteratorException goneWhileReading) {
            return inodes;
        }
        return inodes;
    }

    private static String read(ProcessEntry process, String file) {
        try {
            return Files.readString(ProcessEntry.file(process.pid(), file), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }
}
