package io.ironstead.files.local;

import io.ironstead.files.content.ContentId;
import io.ironstead.files.content.ContentRef;
import io.ironstead.files.content.Contents;
import io.ironstead.files.content.Draft;
import io.ironstead.files.disk.DurableFile;
import io.ironstead.model.Deadline;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.io.input.BoundedInputStream;

/**
 * Sealed contents as files of this disk: all there is while no grid runs, and the spool in front of one. A content has
 * its final name only when all its bytes are on the disk; what a crash leaves in {@code incoming} is thrown away.
 */
public final class LocalContents implements Contents {
    private final Path incoming;
    private final Path kept;

    /** Opens the folder, making it when absent, and throws away drafts of an earlier process. */
    public LocalContents(Path folder) throws IOException {
        incoming = folder.resolve("incoming");
        kept = folder.resolve("kept");
        DurableFile.makeFolder(incoming);
        DurableFile.makeFolder(kept);
        for (var leftOver : filesIn(incoming)) {
            Files.deleteIfExists(leftOver);
        }
    }

    /** Where the sealed bytes of a new content are to be written. */
    public Path draftOf(ContentId id) {
        return incoming.resolve(id.hex());
    }

    /** The kept file of a content, to be taken elsewhere. */
    public Draft kept(ContentRef ref) throws IOException {
        var id = new ContentId(ref.secret());
        var file = fileOf(id);
        return new Draft(id, file, Files.size(file));
    }

    @Override
    public ContentRef keep(Draft draft, Deadline deadline) throws IOException {
        var file = fileOf(draft.id());
        DurableFile.makeFolder(file.getParent());
        DurableFile.moveIntoPlace(draft.file(), file);
        return new ContentRef(draft.id().hex());
    }

    @Override
    public InputStream read(ContentRef ref, long first, long length, Deadline deadline) throws IOException {
        var channel = FileChannel.open(fileOf(new ContentId(ref.secret())), StandardOpenOption.READ);
        try {
            if (channel.size() < first + length) {
                throw new EOFException("A stored file is shorter than its record says");
            }
            channel.position(first);
            return BoundedInputStream.builder()
                    .setInputStream(Channels.newInputStream(channel))
                    .setMaxCount(length)
                    .get();
        } catch (IOException failed) {
            channel.close();
            throw failed;
        }
    }

    @Override
    public void drop(ContentRef ref) throws IOException {
        var file = fileOf(new ContentId(ref.secret()));
        if (Files.isDirectory(file.getParent())) {
            DurableFile.remove(file);
        }
    }

    /** Every content there is; for the search for those that nothing refers to, at the start. */
    public List<ContentId> all() throws IOException {
        var found = new ArrayList<ContentId>();
        for (var folder : filesIn(kept)) {
            for (var file : filesIn(folder)) {
                found.add(new ContentId(file.getFileName().toString()));
            }
        }
        return found;
    }

    private Path fileOf(ContentId id) {
        return kept.resolve(id.hex().substring(0, 2)).resolve(id.hex());
    }

    private static List<Path> filesIn(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.toList();
        }
    }
}
