package io.ironstead.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** All processes of this machine at one moment. */
record ProcessTable(List<ProcessEntry> entries) {

    static ProcessTable now() {
        var found = new ArrayList<ProcessEntry>();
        try (var folders = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var folder : folders) {
                ProcessEntry.of(Long.parseLong(folder.getFileName().toString()))
                        .filter(entry -> !entry.dead())
                        .ifPresent(found::add);
            }
        } catch (IOException | DirectoryIteratorException unreadable) {
            throw new IllegalStateException("The process table cannot be read", unreadable);
        }
        return new ProcessTable(found);
    }

    /**
     * The processes of {@code leader}'s session and all its descendants, those that made a session of their own too.
     * The leader itself may be dead; but when its id belongs to another process by now, nothing can be said.
     */
    List<ProcessEntry> treeOf(ProcessEntry leader) {
        long root = leader.pid();
        if (entries.stream().anyMatch(entry -> entry.pid() == root && !entry.is(leader))) {
            return List.of();
        }
        var known = new HashSet<Long>();
        known.add(root);
        var members = new ArrayList<ProcessEntry>();
        var rest = new ArrayList<>(entries);
        boolean grew = true;
        while (grew) {
            grew = rest.removeIf(entry -> {
                boolean member = entry.pid() == root || entry.session() == root || known.contains(entry.parent());
                if (member) {
                    known.add(entry.pid());
                    members.add(entry);
                }
                return member;
            });
        }
        return members;
    }

    /** Those whose environment holds one of the {@code NAME=value} {@code marks}: also daemons that left their tree. */
    List<ProcessEntry> markedWith(Set<String> marks) {
        return entries.stream().filter(entry -> isMarked(entry, marks)).toList();
    }

    private static boolean isMarked(ProcessEntry entry, Set<String> marks) {
        try {
            var environment = Files.readString(ProcessEntry.file(entry.pid(), "environ"), StandardCharsets.ISO_8859_1);
            return Arrays.stream(environment.split("\0")).anyMatch(marks::contains);
        } catch (IOException goneOrForeign) {
            return false;
        }
    }
}
