package io.ironstead.files.kept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ironstead.files.ByteRange;
import io.ironstead.files.FileKey;
import io.ironstead.files.FilesUnavailableException;
import io.ironstead.files.Place;
import io.ironstead.files.PutTerms;
import io.ironstead.files.Space;
import io.ironstead.files.TestStore;
import io.ironstead.files.content.ContentRef;
import io.ironstead.files.content.Contents;
import io.ironstead.files.content.Draft;
import io.ironstead.files.store.ClusterKeys;
import io.ironstead.model.Deadline;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In which order a put does things, and what is left when one of them fails. */
class KeptFilesTest {
    private static final FileKey KEY = new FileKey(new Space("site-shop"), "name");

    @TempDir
    Path folder;

    private final FakeGrid grid = new FakeGrid();
    private TestStore store;

    /** Keeps contents in memory, and fails when it is told to. */
    private static final class FakeGrid implements Contents {
        private final Map<String, byte[]> kept = new HashMap<>();
        private Step before = () -> {};

        private interface Step {
            void run() throws IOException;
        }

        @Override
        public ContentRef keep(Draft draft, Deadline deadline) throws IOException {
            before.run();
            var bytes = Files.readAllBytes(draft.file());
            assertThat(bytes).hasSize((int) draft.sealedBytes());
            kept.put(draft.id().hex(), bytes);
            return new ContentRef(draft.id().hex());
        }

        @Override
        public InputStream read(ContentRef ref, long first, long length, Deadline deadline) throws IOException {
            var bytes = kept.get(ref.secret());
            if (bytes == null) {
                throw new NoSuchFileException("a content");
            }
            return new ByteArrayInputStream(bytes, (int) first, (int) length);
        }

        @Override
        public void drop(ContentRef ref) {
            kept.remove(ref.secret());
        }
    }

    @BeforeEach
    void open() throws Exception {
        store = TestStore.in(folder, ClusterKeys.fresh(), () -> Optional.of(grid));
    }

    @Test
    void nobodySeesAFileBeforeItsContentIsKept() throws Exception {
        grid.before = () -> assertThat(store.files().stat(KEY, soon())).isEmpty();
        put("first");
        grid.before = () -> assertThat(read()).isEqualTo("first");
        put("second");
        assertThat(read()).isEqualTo("second");
        assertThat(grid.kept).as("the former content is let go").hasSize(1);
    }

    @Test
    void aFailureWhileKeepingLeavesTheFormerFileAndNothingElse() throws Exception {
        put("first");
        grid.before = () -> {
            throw new IOException("The disk is broken");
        };
        assertThatThrownBy(() -> put("second")).hasMessage("The disk is broken");
        assertThat(read()).isEqualTo("first");
        assertThat(filesHere()).isZero();
    }

    @Test
    void whatTheGridDoesNotTakeWaitsHereAndIsMovedWhenItDoes() throws Exception {
        grid.before = () -> {
            throw new FilesUnavailableException("Too few servers");
        };
        put("first");
        assertThat(placeOf()).isEqualTo(Place.LOCAL);
        assertThat(read()).isEqualTo("first");
        assertThat(store.moving().round(10, soon())).isEqualTo(new Moving.Round(0, true));

        grid.before = () -> {};
        assertThat(store.moving().round(10, soon())).isEqualTo(new Moving.Round(1, false));
        assertThat(placeOf()).isEqualTo(Place.GRID);
        assertThat(read()).isEqualTo("first");
        assertThat(filesHere()).isZero();
    }

    @Test
    void aFileThatIsReplacedWhileItMovesIsTheNewOneAfterwards() throws Exception {
        grid.before = () -> {
            throw new FilesUnavailableException("Too few servers");
        };
        put("first");
        grid.before = () -> {
            grid.before = () -> {};
            put("second");
        };
        assertThat(store.moving().round(10, soon()).moved()).isZero();
        assertThat(read()).isEqualTo("second");
        assertThat(grid.kept).as("what was moved in vain is let go").hasSize(1);
        assertThat(filesHere()).isZero();
    }

    private Place placeOf() {
        return store.files().stat(KEY, soon()).orElseThrow().place();
    }

    private void put(String text) throws IOException {
        var content = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        store.files().put(KEY, content, PutTerms.upTo(1000, "text/plain"), soon());
    }

    private String read() throws IOException {
        try (var content = store.files().read(KEY, ByteRange.ALL, soon()).orElseThrow()) {
            return new String(content.bytes().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private long filesHere() throws IOException {
        try (var files = Files.walk(folder.resolve("contents"))) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(20));
    }
}
