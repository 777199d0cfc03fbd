package io.ironstead.files.local;

import io.ironstead.files.FileKey;
import io.ironstead.files.Place;
import io.ironstead.files.Space;
import io.ironstead.files.disk.DurableFile;
import io.ironstead.files.store.FileRecord;
import io.ironstead.files.store.FileRecords;
import io.ironstead.files.store.WrappedKeys;
import io.ironstead.model.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.databind.json.JsonMapper;

/**
 * Records of one machine, a small file each, all of them in memory as well. For one process; meant for up to some
 * hundred thousand files, at about 1 KiB of memory each.
 */
public final class FolderRecords implements FileRecords {
    private static final String KEYS = "keys.json";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path folder;
    private final Map<Space, NavigableMap<String, FileRecord>> records = new TreeMap<>();
    private final Map<Space, WrappedKeys> keys = new TreeMap<>();
    private final ReentrantLock lock = new ReentrantLock();

    /** Reads all records of the folder, making it when absent. */
    public FolderRecords(Path folder) throws IOException {
        this.folder = folder;
        DurableFile.makeFolder(folder);
        try (var files = Files.walk(folder)) {
            for (var file :
                    files.filter(path -> path.toString().endsWith(".json")).toList()) {
                load(file);
            }
        }
    }

    private void load(Path file) throws IOException {
        var bytes = Files.readAllBytes(file);
        if (file.getFileName().toString().equals(KEYS)) {
            keys.put(new Space(file.getParent().getFileName().toString()), JSON.readValue(bytes, WrappedKeys.class));
        } else {
            var record = JSON.readValue(bytes, FileRecord.class);
            of(record.file().key().space()).put(record.file().key().path(), record);
        }
    }

    @Override
    public Optional<FileRecord> find(FileKey key, Deadline deadline) {
        return locked(() -> Optional.ofNullable(of(key.space()).get(key.path())));
    }

    @Override
    public boolean write(FileRecord record, Deadline deadline) {
        return locked(() -> {
            var key = record.file().key();
            var now = of(key.space()).get(key.path());
            if (record.revision() != (now == null ? 1 : now.revision() + 1)) {
                return false;
            }
            save(fileOf(key), record);
            of(key.space()).put(key.path(), record);
            return true;
        });
    }

    @Override
    public boolean remove(FileRecord record, Deadline deadline) {
        return locked(() -> {
            var key = record.file().key();
            if (!record.equals(of(key.space()).get(key.path()))) {
                return false;
            }
            DurableFile.remove(fileOf(key));
            of(key.space()).remove(key.path());
            return true;
        });
    }

    @Override
    public List<FileRecord> list(Space space, String prefix, String after, int limit, Deadline deadline) {
        return locked(() -> {
            boolean fromPrefix = FileKey.PATH_ORDER.compare(prefix, after) > 0;
            var from = fromPrefix ? of(space).tailMap(prefix, true) : of(space).tailMap(after, false);
            return from.values().stream()
                    .takeWhile(record -> record.file().key().path().startsWith(prefix))
                    .limit(limit)
                    .toList();
        });
    }

    @Override
    public List<FileRecord> at(Place place, int limit, Deadline deadline) {
        return locked(() -> records.values().stream()
                .flatMap(files -> files.values().stream())
                .filter(record -> record.file().place() == place)
                .sorted(Comparator.comparing(record -> record.file().storedAt()))
                .limit(limit)
                .toList());
    }

    @Override
    public Usage usage(Space space, Deadline deadline) {
        return locked(() -> new Usage(
                of(space).size(),
                of(space).values().stream()
                        .mapToLong(record -> record.file().size())
                        .sum()));
    }

    @Override
    public Optional<WrappedKeys> keys(Space space, Deadline deadline) {
        return locked(() -> Optional.ofNullable(keys.get(space)));
    }

    @Override
    public boolean writeKeys(Space space, WrappedKeys wrapped, Deadline deadline) {
        return locked(() -> {
            var now = keys.get(space);
            if (wrapped.revision() != (now == null ? 1 : now.revision() + 1)) {
                return false;
            }
            save(folder.resolve(space.value()).resolve(KEYS), wrapped);
            keys.put(space, wrapped);
            return true;
        });
    }

    @Override
    public List<Space> spaces(Deadline deadline) {
        return locked(() -> List.copyOf(keys.keySet()));
    }

    private NavigableMap<String, FileRecord> of(Space space) {
        return records.computeIfAbsent(space, _ -> new TreeMap<>(FileKey.PATH_ORDER));
    }

    private static void save(Path file, Object content) throws IOException {
        DurableFile.makeFolder(file.getParent());
        DurableFile.write(file, JSON.writeValueAsBytes(content));
    }

    private Path fileOf(FileKey key) {
        var name = sha256(key.path());
        return folder.resolve(key.space().value()).resolve(name.substring(0, 2)).resolve(name + ".json");
    }

    private static String sha256(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException broken) {
            throw new IllegalStateException("Every Java has SHA-256", broken);
        }
    }

    private <T> T locked(Step<T> step) {
        lock.lock();
        try {
            return step.run();
        } catch (IOException failed) {
            throw new UncheckedIOException("The records of files cannot be written", failed);
        } finally {
            lock.unlock();
        }
    }

    private interface Step<T> {
        T run() throws IOException;
    }
}
