package io.ironstead.instances.build;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks at what a build left, before the platform touches it: the build ran the tenant's code, and the platform reads
 * these files as a more powerful user, who could be led anywhere by a link and held up by a pipe.
 */
final class Leftovers {
    private static final List<Path> MACHINE = List.of(Path.of("/usr"), Path.of("/bin"), Path.of("/opt"));

    private final Path bundle;
    private final List<Path> programs;
    private @Nullable Path refused;

    private Leftovers(Path bundle, List<Path> programs) {
        this.bundle = bundle;
        this.programs = programs;
    }

    /**
     * Makes everything readable for whoever runs it, and nothing more powerful than that.
     *
     * @param bundle all folders of one bundle
     * @param programs folders outside of it that links may lead to, such as the interpreter's
     * @return the first thing that must not be there
     */
    static Optional<Path> settle(Path bundle, List<Path> folders, List<Path> programs) throws IOException {
        var found = new Leftovers(bundle.toRealPath(), programs);
        for (var folder : folders) {
            if (Files.isDirectory(folder, NOFOLLOW_LINKS)) {
                found.walk(folder);
            }
        }
        return Optional.ofNullable(found.refused);
    }

    private void walk(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) throws IOException {
                readable(each, true);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path each, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile()) {
                    readable(each, false);
                    return FileVisitResult.CONTINUE;
                }
                if (attributes.isSymbolicLink() && staysWithin(each)) {
                    return FileVisitResult.CONTINUE;
                }
                refused = each;
                return FileVisitResult.TERMINATE;
            }
        });
    }

    /** A link to nothing leads nowhere now, but may later: it is judged by where it would lead. */
    private boolean staysWithin(Path link) throws IOException {
        Path target;
        try {
            target = link.toRealPath();
        } catch (NoSuchFileException dangling) {
            target = link.getParent()
                    .toRealPath()
                    .resolve(Files.readSymbolicLink(link))
                    .normalize();
        } catch (IOException circleOrWorse) {
            return false;
        }
        return target.startsWith(bundle)
                || MACHINE.stream().anyMatch(target::startsWith)
                || programs.stream().anyMatch(target::startsWith);
    }

    private static void readable(Path file, boolean folder) throws IOException {
        Set<PosixFilePermission> now = Files.getPosixFilePermissions(file, NOFOLLOW_LINKS);
        var wanted = EnumSet.of(
                PosixFilePermission.OWNER_READ,
                PosixFilePermission.OWNER_WRITE,
                PosixFilePermission.GROUP_READ,
                PosixFilePermission.OTHERS_READ);
        if (folder || now.contains(PosixFilePermission.OWNER_EXECUTE)) {
            wanted.addAll(EnumSet.of(
                    PosixFilePermission.OWNER_EXECUTE,
                    PosixFilePermission.GROUP_EXECUTE,
                    PosixFilePermission.OTHERS_EXECUTE));
        }
        // The set has no word for set-user-id: writing it takes such bits away.
        boolean special = ((int) Files.getAttribute(file, "unix:mode", NOFOLLOW_LINKS) & 07000) != 0;
        if (special || !now.equals(wanted)) {
            Files.setPosixFilePermissions(file, wanted);
        }
    }
}
