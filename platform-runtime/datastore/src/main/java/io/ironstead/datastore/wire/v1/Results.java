package io.ironstead.datastore.wire.v1;

import com.google.datastore.v1.AggregationResult;
import com.google.datastore.v1.AggregationResultBatch;
import com.google.datastore.v1.EntityResult;
import com.google.datastore.v1.EntityResult.ResultType;
import com.google.datastore.v1.PropertyMask;
import com.google.datastore.v1.QueryResultBatch;
import com.google.datastore.v1.QueryResultBatch.MoreResultsType;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.ironstead.datastore.Entity;
import io.ironstead.datastore.PropertyValue;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.QueryPage;
import io.ironstead.datastore.StoredEntity;
import io.ironstead.datastore.codec.ValueCodec;
import io.ironstead.datastore.wire.v1.V1Api.Place;
import java.util.Set;

/** What was found, as messages. */
final class Results {
    private final Place place;

    Results(Place place) {
        this.place = place;
    }

    EntityResult.Builder entity(StoredEntity stored, PropertyMask mask) {
        var result = EntityResult.newBuilder()
                .setVersion(stored.version())
                .setUpdateTime(ValueCodec.timestamp(stored.updatedMicros()));
        var bytes = stored.bytes();
        if (bytes.isPresent() && mask.getPathsCount() == 0) {
            result.setUnknownFields(asStored(bytes.get()));
        } else {
            result.setEntity(place.entities().encode(masked(stored.entity(), mask)));
        }
        if (stored.createdMicros() != 0) {
            result.setCreateTime(ValueCodec.timestamp(stored.createdMicros()));
        }
        return result;
    }

    /**
     * The entity's bytes as the field they are for: most answers only carry what rows hold, and need not understand it. Whoever
     * wants the message itself reads it {@linkplain #whole anew}.
     */
    private static UnknownFieldSet asStored(ByteString entity) {
        return UnknownFieldSet.newBuilder()
                .addField(
                        EntityResult.ENTITY_FIELD_NUMBER,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(entity)
                                .build())
                .build();
    }

    /** The message with everything that it carries in its place. */
    static Message whole(Message answer) {
        try {
            return answer.getParserForType().parseFrom(answer.toByteString());
        } catch (InvalidProtocolBufferException impossible) {
            throw new IllegalStateException("An answer cannot be read", impossible);
        }
    }

    /** An empty mask asks for everything. */
    private static Entity masked(Entity entity, PropertyMask mask) {
        if (mask.getPathsCount() == 0) {
            return entity;
        }
        var wanted = Set.copyOf(mask.getPathsList());
        return new Entity(
                entity.key(),
                entity.properties().stream()
                        .filter(property -> wanted.contains(property.name()))
                        .toList());
    }

    QueryResultBatch batch(Query query, QueryPage page, PropertyMask mask) {
        var cursors = place.cursors();
        var batch = QueryResultBatch.newBuilder()
                .setEntityResultType(type(query))
                .setSkippedResults(page.skipped())
                .setEndCursor(cursors.encode(page.end()))
                .setMoreResults(more(page.more()))
                .setReadTime(ValueCodec.timestamp(page.version()))
                .setSnapshotVersion(page.version());
        if (page.skipped() > 0) {
            batch.setSkippedCursor(cursors.encode(page.skippedCursor()));
        }
        for (QueryPage.Row row : page.rows()) {
            batch.addEntityResults(entity(row.entity(), mask).setCursor(cursors.encode(row.cursor())));
        }
        return batch.build();
    }

    private static ResultType type(Query query) {
        if (query.projection().isEmpty()) {
            return ResultType.FULL;
        }
        return query.keysOnly() ? ResultType.KEY_ONLY : ResultType.PROJECTION;
    }

    private static MoreResultsType more(QueryPage.More more) {
        return switch (more) {
            case NOT_FINISHED -> MoreResultsType.NOT_FINISHED;
            case AFTER_LIMIT -> MoreResultsType.MORE_RESULTS_AFTER_LIMIT;
            case AFTER_CURSOR -> MoreResultsType.MORE_RESULTS_AFTER_CURSOR;
            case NONE -> MoreResultsType.NO_MORE_RESULTS;
        };
    }

    AggregationResultBatch aggregations(io.ironstead.datastore.AggregationResult numbers) {
        var result = AggregationResult.newBuilder();
        numbers.values()
                .forEach((alias, value) -> result.putAggregateProperties(
                        alias, place.entities().values().encode(PropertyValue.indexed(value))));
        return AggregationResultBatch.newBuilder()
                .addAggregationResults(result)
                .setMoreResults(MoreResultsType.NO_MORE_RESULTS)
                .setReadTime(ValueCodec.timestamp(numbers.version()))
                .build();
    }
}
