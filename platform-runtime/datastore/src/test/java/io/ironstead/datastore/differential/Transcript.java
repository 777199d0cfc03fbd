package io.ironstead.datastore.differential;

import com.google.datastore.v1.Key;
import com.google.datastore.v1.MutationResult;
import com.google.datastore.v1.QueryResultBatch;
import com.google.datastore.v1.QueryResultBatch.MoreResultsType;
import com.google.datastore.v1.RunQueryResponse;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.google.protobuf.Timestamp;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Answers without what differs from run to run: versions, times, cursors, handles, allocated ids and the project's name. */
final class Transcript {
    private static final Set<String> FLEETING = Set.of(
            "version",
            "create_time",
            "update_time",
            "commit_time",
            "read_time",
            "cursor",
            "end_cursor",
            "skipped_cursor",
            "start_cursor",
            "snapshot_version",
            "index_updates",
            "partition_id",
            "transaction");

    private static final long ALLOCATED = 1;
    private static final long NOW_SECONDS = 600;
    private static final Timestamp NOW = Timestamp.newBuilder().setSeconds(1).build();

    private Transcript() {}

    static String of(Message answer) {
        String text = TextFormat.printer()
                .emittingSingleLine(true)
                .printToString(steady(answer))
                .strip();
        return answer instanceof RunQueryResponse found ? rows(found.getBatch()) + " " + text : text;
    }

    /** The rows' keys in short: what a reader of a difference looks for first. */
    private static String rows(QueryResultBatch batch) {
        return "rows: "
                + batch.getEntityResultsList().stream()
                        .map(row -> row.getEntity().getKey().getPathList().stream()
                                .map(element -> element.getName().isEmpty() ? "" + element.getId() : element.getName())
                                .collect(Collectors.joining("/")))
                        .collect(Collectors.joining(" "))
                + ";";
    }

    private static Message steady(Message message) {
        var builder = message.newBuilderForType();
        message.getAllFields().forEach((field, value) -> {
            if (!FLEETING.contains(field.getName()) && !isDone(value)) {
                builder.setField(field, steady(field, value));
            }
        });
        return builder.build();
    }

    /** Whether a limit, a cursor or nothing more ended a query: Google's two differ, and programs go on only after NOT_FINISHED. */
    private static boolean isDone(Object value) {
        return value instanceof EnumValueDescriptor more
                && more.getType().equals(MoreResultsType.getDescriptor())
                && more.getNumber() != MoreResultsType.NOT_FINISHED_VALUE;
    }

    private static Object steady(FieldDescriptor field, Object value) {
        return switch (value) {
            case List<?> list -> list.stream().map(one -> steady(field, one)).toList();
            case Timestamp time when isNow(time) -> NOW;
            case MutationResult result
            when result.hasKey() ->
                steady(result.toBuilder().setKey(allocated(result.getKey())).build());
            case Message message -> steady(message);
            default -> value;
        };
    }

    /** A key that the server completed: its id is the server's choice. */
    static Key allocated(Key key) {
        var steady = key.toBuilder();
        steady.getPathBuilder(key.getPathCount() - 1).setId(ALLOCATED);
        return steady.build();
    }

    private static boolean isNow(Timestamp time) {
        return Math.abs(time.getSeconds() - System.currentTimeMillis() / 1000) < NOW_SECONDS;
    }
}
