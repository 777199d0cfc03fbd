package io.ironstead.difference;

import com.google.appengine.repackaged.com.google.protobuf.MessageLite;
import io.ironstead.datastore.IndexDefinition;
import io.ironstead.datastore.IndexState;
import io.ironstead.datastore.tablet.MemoryTablets;
import io.ironstead.datastore.wire.v3.V3Answer;
import io.ironstead.datastore.wire.v3.V3Api;
import io.ironstead.model.Deadline;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/** Ironstead's {@code datastore_v3} with its engine in memory; every application has a store of its own. */
final class OurDatastore implements V3Server, AutoCloseable {
    private static final Duration CALL_MAX = Duration.ofSeconds(20);

    private final MemoryTablets tablets = new MemoryTablets(InstantSource.system());
    private final Map<String, V3Api> apps = new ConcurrentHashMap<>();

    @Override
    public Answer call(String app, String method, MessageLite request) {
        var api = apps.computeIfAbsent(
                app,
                _ -> new V3Api(
                        app,
                        database -> Optional.of(tablets.datastore(project(app), database)),
                        InstantSource.system(),
                        new Random(1)));
        return switch (api.call(method, request.toByteArray(), Deadline.in(CALL_MAX))) {
            case V3Answer.Message(byte[] bytes) -> new Answer(bytes, "");
            case V3Answer.Refused(int code, String detail, boolean _) -> Answer.refused(code, detail);
            case V3Answer.Malformed() -> Answer.refused(0, "malformed");
            case V3Answer.UnknownMethod() -> Answer.refused(0, "unknown method");
            case V3Answer.NotOffered(String advice) -> Answer.refused(0, advice);
        };
    }

    /** Returns when they are built, as Google's are at once. */
    void declare(String app, List<IndexDefinition> indexes) {
        var datastore = tablets.datastore(project(app), "");
        var deadline = Deadline.in(CALL_MAX);
        datastore.declareIndexes(indexes, deadline);
        while (datastore.indexes().stream().anyMatch(index -> index.stage() == IndexState.Stage.BUILDING)) {
            if (deadline.isOver()) {
                throw new AssertionError("Not built in time: " + datastore.indexes());
            }
            Thread.onSpinWait();
        }
    }

    void forget(String app) {
        apps.remove(app);
        tablets.forget(project(app));
    }

    /** Without the region. */
    private static String project(String app) {
        return app.substring(app.indexOf('~') + 1);
    }

    @Override
    public void close() {
        tablets.close();
    }
}
