package io.ironstead.sandbox;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Gives folders to tenants' users. Links change hands themselves, never what they point at. */
final class Ownership {
    private Ownership() {}

    /**
     * Everything in {@code folder}, unless it is that user's already: then its programs may be changing it right now, and
     * whoever walks through what a tenant changes can be led out of it. The folder itself comes last, so that a walk that
     * did not end is walked again.
     */
    static void give(Path folder, int user) throws IOException {
        if ((int) Files.getAttribute(folder, "unix:uid", NOFOLLOW_LINKS) == user) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult postVisitDirectory(Path each, @Nullable IOException failed) throws IOException {
                change(each, user);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path each, BasicFileAttributes attributes) throws IOException {
                change(each, user);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path each, IOException failed) throws IOException {
                if (failed instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failed;
            }
        });
    }

    private static void change(Path file, int user) throws IOException {
        if ((int) Files.getAttribute(file, "unix:uid", NOFOLLOW_LINKS) != user) {
            Files.setAttribute(file, "unix:uid", user, NOFOLLOW_LINKS);
            Files.setAttribute(file, "unix:gid", user, NOFOLLOW_LINKS);
        }
    }
}
