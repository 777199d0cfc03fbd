package io.ironstead.datastore.query;

import io.ironstead.datastore.Query;
import io.ironstead.datastore.QueryPage.More;
import io.ironstead.datastore.StoredEntity;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A query's results one after the other: each entity or group once, from the start cursor, after the offset, to the limit. */
final class Results implements AutoCloseable {
    private final NormalQuery query;
    private final Columns columns;
    private final Walk walk;
    private final Matcher matcher;
    private final Function<byte[], Optional<StoredEntity>> entities;
    private final byte @Nullable [] until;
    private byte @Nullable [] target;
    private byte[] position = Bytes.NONE;
    private byte[] skippedTo = Bytes.NONE;
    private int skipped;
    private long taken;
    private More more = More.NOT_FINISHED;

    Results(
            NormalQuery query,
            Walk walk,
            Function<byte[], Optional<StoredEntity>> entities,
            byte[] start,
            byte @Nullable [] until) {
        this.query = query;
        this.columns = Columns.of(query);
        this.walk = walk;
        this.matcher = new Matcher(query);
        this.entities = entities;
        this.target = start;
        this.until = until;
    }

    /** Steps to the next result; false when there is none, and then {@link #more()} says why. */
    boolean next() {
        while (step()) {
            if (!isResult()) {
                continue;
            }
            if (skipped < query.query().offset()) {
                skipped++;
                skippedTo = walk.position();
                continue;
            }
            taken++;
            position = walk.position();
            return true;
        }
        return false;
    }

    private boolean step() {
        Query asked = query.query();
        if (skipped >= asked.offset()
                && asked.limit().filter(limit -> taken >= limit).isPresent()) {
            more = More.AFTER_LIMIT;
            return false;
        }
        byte[] leap = target;
        boolean there = leap == null ? walk.next() : walk.advance(leap);
        target = null;
        if (there && (until == null || Bytes.compare(walk.position(), until) < 0)) {
            return true;
        }
        if (!there && walk.cutShort()) {
            more = More.NOT_FINISHED;
        } else {
            more = asked.end().isPresent() ? More.AFTER_CURSOR : More.NONE;
        }
        return false;
    }

    private boolean isResult() {
        if (query.groupColumns() > 0) {
            byte[] here = walk.position();
            target = Bytes.after(Arrays.copyOf(here, columns.end(here, query.groupColumns())));
            return true;
        }
        if (query.combinations() || query.columns().isEmpty() || !walk.further()) {
            return true;
        }
        byte[] here = walk.position();
        return entities.apply(columns.path(here))
                .filter(stored -> matcher.isFirst(stored.entity(), here))
                .isPresent();
    }

    byte[] position() {
        return position;
    }

    /** Results left out for the offset so far. */
    int skipped() {
        return skipped;
    }

    /** Results stepped to so far. */
    long taken() {
        return taken;
    }

    /** The last result left out; nothing when there was none. */
    byte[] skippedTo() {
        return skippedTo;
    }

    More more() {
        return more;
    }

    @Override
    public void close() {
        walk.close();
    }
}
