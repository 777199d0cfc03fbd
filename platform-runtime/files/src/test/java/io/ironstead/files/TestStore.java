package io.ironstead.files;

import io.ironstead.files.content.Contents;
import io.ironstead.files.kept.KeptFiles;
import io.ironstead.files.kept.Moving;
import io.ironstead.files.kept.Places;
import io.ironstead.files.kept.Reading;
import io.ironstead.files.kept.UnsealedReading;
import io.ironstead.files.local.FolderRecords;
import io.ironstead.files.local.LocalContents;
import io.ironstead.files.store.ClusterKeys;
import io.ironstead.files.store.SpaceKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** A whole file store in a folder, put together as the agent does it. */
public record TestStore(FolderRecords records, SpaceKeys keys, Places places, Moving moving, KeptFiles files) {

    public static TestStore in(Path folder, ClusterKeys cluster, Supplier<Optional<Contents>> grid) throws IOException {
        return in(folder, cluster, grid, source -> source);
    }

    /** @param around puts something, a cache, between the store and the reading of contents */
    public static TestStore in(
            Path folder, ClusterKeys cluster, Supplier<Optional<Contents>> grid, UnaryOperator<Reading> around)
            throws IOException {
        var records = new FolderRecords(folder.resolve("records"));
        var keys = new SpaceKeys(records, cluster);
        var places = new Places(new LocalContents(folder.resolve("contents")), grid);
        var files = new KeptFiles(
                records,
                keys,
                places,
                around.apply(new UnsealedReading(places, keys)),
                _ -> FileStoreContract.QUOTA,
                InstantSource.system());
        return new TestStore(records, keys, places, new Moving(records, keys, places), files);
    }
}
