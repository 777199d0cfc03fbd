package io.ironstead.files.tahoe;

import io.ironstead.files.content.ContentRef;
import io.ironstead.files.content.Contents;
import io.ironstead.files.content.Draft;
import io.ironstead.model.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** Sealed contents in the grid. */
public final class GridContents implements Contents {
    private static final Duration PUT = Duration.ofSeconds(30);
    private static final long PUT_BYTES_PER_SECOND = 2_000_000;
    private static final Duration FIRST_BYTE = Duration.ofSeconds(5);

    private final TahoeClient client;

    public GridContents(TahoeClient client) {
        this.client = client;
    }

    @Override
    public ContentRef keep(Draft draft, Deadline deadline) throws IOException {
        return client.put(draft.file(), earlier(deadline, PUT.plusSeconds(draft.sealedBytes() / PUT_BYTES_PER_SECOND)));
    }

    @Override
    public InputStream read(ContentRef ref, long first, long length, Deadline deadline) throws IOException {
        return client.get(ref, first, length, earlier(deadline, FIRST_BYTE));
    }

    /** Does nothing: the grid has no delete. Nobody can read it any more; its shares go when their leases end. */
    @Override
    public void drop(ContentRef ref) {
        // The cap is forgotten with its record.
    }

    private static Deadline earlier(Deadline deadline, Duration most) {
        var own = Deadline.in(most);
        return own.left().compareTo(deadline.left()) < 0 ? own : deadline;
    }
}
