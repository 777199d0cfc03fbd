package io.ironstead.files.store;

import io.ironstead.files.FilesUnavailableException;
import io.ironstead.files.Space;
import io.ironstead.files.content.ContentId;
import io.ironstead.files.content.ContentRef;
import io.ironstead.model.Deadline;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys of every space: made at its first file, kept in the records wrapped by the cluster's key, unwrapped in this
 * process's memory only.
 */
public final class SpaceKeys {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int TRIES = 10;

    private final FileRecords records;
    private final Map<VersionOf, SecretKey> unwrapped = new ConcurrentHashMap<>();
    private volatile ClusterKeys cluster;

    public SpaceKeys(FileRecords records, ClusterKeys cluster) {
        this.records = records;
        this.cluster = cluster;
    }

    /** The version that a new file of this space is to be sealed with; makes the first one. */
    public int current(Space space, Deadline deadline) {
        return records.keys(space, deadline)
                .orElseGet(() -> addKey(space, Optional.empty(), deadline))
                .current();
    }

    /** @throws IllegalStateException when there is no such version, or no cluster key opens it */
    public SecretKey key(Space space, int version, Deadline deadline) {
        var known = unwrapped.get(new VersionOf(space, version));
        return known != null ? known : unwrap(space, version, deadline);
    }

    /** From now on new files of the space are sealed with a new key; the former ones stay for the files they sealed. */
    public int rotate(Space space, Deadline deadline) {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            var now = records.keys(space, deadline);
            var next = withNewKey(space, now);
            if (records.writeKeys(space, next, deadline)) {
                return next.current();
            }
        }
        throw new FilesUnavailableException("Others change the keys of this space all the time");
    }

    /**
     * Wraps the keys of all spaces with the newest of these cluster keys; afterwards the former ones are of no use.
     *
     * @param keys must hold those in use until now
     */
    public void wrapAnew(ClusterKeys keys, Deadline deadline) {
        for (var space : records.spaces(deadline)) {
            boolean done = false;
            for (int attempt = 0; attempt < TRIES && !done; attempt++) {
                var now = records.keys(space, deadline).orElseThrow();
                done = now.clusterKey() == keys.current()
                        || records.writeKeys(space, wrappedAnew(space, now, keys), deadline);
            }
            if (!done) {
                throw new FilesUnavailableException("Others change the keys of this space all the time");
            }
        }
        cluster = keys;
    }

    /** Encrypts what gives access to a content, for its record. */
    public String sealRef(Space space, int version, ContentId content, ContentRef ref, Deadline deadline) {
        return Box.close(
                key(space, version, deadline), purposeOf(content), ref.secret().getBytes(StandardCharsets.UTF_8));
    }

    public ContentRef openRef(FileRecord record, Deadline deadline) {
        var key = key(record.file().key().space(), record.keyVersion(), deadline);
        var secret = Box.open(key, purposeOf(record.content()), record.sealedRef());
        return new ContentRef(new String(secret, StandardCharsets.UTF_8));
    }

    private WrappedKeys addKey(Space space, Optional<WrappedKeys> now, Deadline deadline) {
        var first = withNewKey(space, now);
        // Another machine may have made the first key at the same moment: then that one counts.
        return records.writeKeys(space, first, deadline)
                ? first
                : records.keys(space, deadline).orElseThrow();
    }

    private WrappedKeys withNewKey(Space space, Optional<WrappedKeys> now) {
        var keys = cluster;
        var all = new TreeMap<Integer, String>();
        now.map(former -> wrappedAnew(space, former, keys)).ifPresent(former -> all.putAll(former.wrapped()));
        int version = all.isEmpty() ? 1 : all.lastKey() + 1;
        var secret = new byte[32];
        RANDOM.nextBytes(secret);
        all.put(version, keys.wrap(purposeOf(space, version), secret));
        return new WrappedKeys(now.map(WrappedKeys::revision).orElse(0L) + 1, version, keys.current(), all);
    }

    private static WrappedKeys wrappedAnew(Space space, WrappedKeys former, ClusterKeys keys) {
        var all = new TreeMap<Integer, String>();
        former.wrapped().forEach((version, wrapped) -> {
            var purpose = purposeOf(space, version);
            all.put(version, keys.wrap(purpose, keys.unwrap(former.clusterKey(), purpose, wrapped)));
        });
        return new WrappedKeys(former.revision() + 1, former.current(), keys.current(), all);
    }

    private SecretKey unwrap(Space space, int version, Deadline deadline) {
        var wrapped = records.keys(space, deadline)
                .orElseThrow(() -> new IllegalStateException("This space of files has no keys"));
        var text = wrapped.wrapped().get(version);
        if (text == null) {
            throw new IllegalStateException("This space of files has no key of that version");
        }
        var secret = cluster.unwrap(wrapped.clusterKey(), purposeOf(space, version), text);
        var key = new SecretKeySpec(secret, "AES");
        unwrapped.put(new VersionOf(space, version), key);
        return key;
    }

    private static String purposeOf(Space space, int version) {
        return "key " + version + " of " + space;
    }

    private static String purposeOf(ContentId content) {
        return "reference of " + content.hex();
    }

    private record VersionOf(Space space, int version) {}
}
