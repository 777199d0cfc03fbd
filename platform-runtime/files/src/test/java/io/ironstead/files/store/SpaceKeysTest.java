package io.ironstead.files.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ironstead.files.ByteRange;
import io.ironstead.files.FileKey;
import io.ironstead.files.PutTerms;
import io.ironstead.files.Space;
import io.ironstead.files.TestStore;
import io.ironstead.model.Deadline;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpaceKeysTest {
    private static final Deadline SOON = Deadline.in(Duration.ofMinutes(1));
    private static final FileKey ONE = new FileKey(new Space("site-shop"), "one");
    private static final FileKey TWO = new FileKey(new Space("site-shop"), "two");

    @TempDir
    Path folder;

    @Test
    void aNewClusterKeyWrapsAllAndTheFormerOneIsOfNoUse() throws Exception {
        var former = ClusterKeys.fresh();
        var store = TestStore.in(folder, former, Optional::empty);
        put(store, ONE, "first");
        var both = former.rotated();
        store.keys().wrapAnew(both, SOON);
        assertThat(read(store, ONE)).isEqualTo("first");

        assertThat(read(TestStore.in(folder, both.currentOnly(), Optional::empty), ONE))
                .isEqualTo("first");
        var old = TestStore.in(folder, former, Optional::empty);
        assertThatThrownBy(() -> read(old, ONE)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aNewKeyOfASpaceSealsNewFilesAndLeavesTheOthersReadable() throws Exception {
        var cluster = ClusterKeys.fresh();
        var store = TestStore.in(folder, cluster, Optional::empty);
        put(store, ONE, "first");
        assertThat(store.keys().rotate(ONE.space(), SOON)).isEqualTo(2);
        put(store, TWO, "second");

        var again = TestStore.in(folder, cluster, Optional::empty);
        assertThat(read(again, ONE)).isEqualTo("first");
        assertThat(read(again, TWO)).isEqualTo("second");
        assertThat(again.records().find(ONE, SOON).orElseThrow().keyVersion()).isEqualTo(1);
        assertThat(again.records().find(TWO, SOON).orElseThrow().keyVersion()).isEqualTo(2);
    }

    @Test
    void nothingOnTheDiskTellsTheContentOrAKey() throws Exception {
        var cluster = ClusterKeys.fresh();
        put(TestStore.in(folder, cluster, Optional::empty), ONE, "a sentence nobody else writes");
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var text = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertThat(text).as("%s", file).doesNotContain("a sentence");
                cluster.keys().values().forEach(key -> assertThat(text).doesNotContain(key));
            }
        }
        assertThat(cluster.toString()).doesNotContain(cluster.keys().get(1));
    }

    private static void put(TestStore store, FileKey key, String text) throws Exception {
        var content = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        store.files().put(key, content, PutTerms.upTo(1000, "text/plain"), SOON);
    }

    private static String read(TestStore store, FileKey key) throws Exception {
        try (var content = store.files().read(key, ByteRange.ALL, SOON).orElseThrow()) {
            return new String(content.bytes().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
