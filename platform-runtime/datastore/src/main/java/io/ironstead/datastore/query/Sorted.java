package io.ironstead.datastore.query;

import io.ironstead.datastore.StoredEntity;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Puts entities in order where no index has them so: reads each candidate of another walk, works out its positions and keeps the
 * least of them. Where the other walk is at least in the order of the first column, one of that column's values at a time.
 *
 * <p>Memory is bounded: positions beyond {@code keptMax} are dropped from the end, and this walk then ends as cut short. The
 * query goes on in another page, from a cursor.
 */
final class Sorted implements Walk {

    /**
     * Where candidates come from.
     *
     * @param columns of the walk's positions: the key, or a value and the key
     * @param grouped whether the walk's first column is the first of the result too
     */
    record Source(Walk walk, Columns columns, boolean grouped) {}

    private static final int KEPT_BYTES_MAX = 64 << 20;

    private final Source source;
    private final Function<byte[], Optional<StoredEntity>> entities;
    private final Matcher matcher;
    private final Conjunction alternative;
    private final int keptMax;
    private final TreeSet<byte[]> kept = new TreeSet<>(Arrays::compareUnsigned);
    private long keptBytes;
    private byte[] position = Bytes.NONE;
    private byte[] least = Bytes.NONE;
    private boolean started;
    private boolean more;

    /** The least position that was dropped; null while nothing was. */
    private byte @Nullable [] cut;

    Sorted(
            Source source,
            Function<byte[], Optional<StoredEntity>> entities,
            Matcher matcher,
            Conjunction alternative,
            int keptMax) {
        this.source = source;
        this.entities = entities;
        this.matcher = matcher;
        this.alternative = alternative;
        this.keptMax = keptMax;
    }

    @Override
    public boolean next() {
        if (!started) {
            return advance(Bytes.NONE);
        }
        return take();
    }

    @Override
    public boolean advance(byte[] target) {
        if (position.length > 0 && Bytes.compare(position, target) >= 0) {
            return true;
        }
        least = target;
        while (!kept.isEmpty() && Bytes.compare(kept.first(), target) < 0) {
            keptBytes -= kept.removeFirst().length;
        }
        if (kept.isEmpty() && cut == null) {
            if (!started) {
                started = true;
                more = source.grouped()
                        ? source.walk().advance(groupOf(target))
                        : source.walk().next();
            } else if (more && source.grouped()) {
                more = source.walk().advance(groupOf(target));
            }
        }
        return take();
    }

    private boolean take() {
        while (kept.isEmpty() && more && cut == null) {
            load();
        }
        if (kept.isEmpty()) {
            return false;
        }
        position = kept.removeFirst();
        keptBytes -= position.length;
        return true;
    }

    /** Takes in all candidates, or those that share the first column's value. */
    private void load() {
        byte[] group = group();
        do {
            var entity = entities.apply(source.columns().path(source.walk().position()));
            for (byte[] found : entity.map(this::positions).orElse(List.of())) {
                if (Bytes.startsWith(found, group) && Bytes.compare(found, least) >= 0) {
                    keep(found);
                }
            }
            more = source.walk().next();
        } while (more && (!source.grouped() || Bytes.startsWith(source.walk().position(), group)));
    }

    private List<byte[]> positions(StoredEntity entity) {
        return matcher.positions(entity.entity(), alternative);
    }

    private byte[] group() {
        byte[] here = source.walk().position();
        return source.grouped() ? Arrays.copyOf(here, source.columns().end(here, 1)) : Bytes.NONE;
    }

    /** The first column's value in a position, or the position where it is a cut and no whole value. */
    private byte[] groupOf(byte[] target) {
        try {
            return Arrays.copyOf(target, source.columns().end(target, 1));
        } catch (IllegalArgumentException cut) {
            return target;
        }
    }

    private void keep(byte[] found) {
        if ((cut != null && Bytes.compare(found, cut) >= 0) || !kept.add(found)) {
            return;
        }
        keptBytes += found.length;
        while (kept.size() > keptMax || (keptBytes > KEPT_BYTES_MAX && kept.size() > 1)) {
            cut = kept.removeLast();
            keptBytes -= cut.length;
        }
    }

    @Override
    public byte[] position() {
        return position;
    }

    @Override
    public boolean further() {
        return false;
    }

    @Override
    public boolean cutShort() {
        return cut != null && kept.isEmpty();
    }

    @Override
    public void close() {
        source.walk().close();
    }
}
