package io.ironstead.datastore.wire.v1;

import com.google.datastore.v1.ArrayValue;
import com.google.datastore.v1.CommitRequest;
import com.google.datastore.v1.CommitRequest.Mode;
import com.google.datastore.v1.CommitResponse;
import com.google.datastore.v1.PropertyTransform;
import io.ironstead.datastore.Entity;
import io.ironstead.datastore.EntityRules;
import io.ironstead.datastore.IdPolicy;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.Mutation;
import io.ironstead.datastore.Mutation.Precondition;
import io.ironstead.datastore.Mutation.Transform;
import io.ironstead.datastore.Mutation.WriteRule;
import io.ironstead.datastore.MutationResult;
import io.ironstead.datastore.PropertyValue;
import io.ironstead.datastore.TransactionId;
import io.ironstead.datastore.codec.ValueCodec;
import io.ironstead.datastore.wire.v1.V1Api.Place;
import io.ironstead.model.Deadline;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Commit. */
final class Writes {
    private final Place place;
    private final Deadline deadline;

    Writes(Place place, Deadline deadline) {
        this.place = place;
        this.deadline = deadline;
    }

    CommitResponse commit(CommitRequest request) {
        List<Mutation> mutations =
                request.getMutationsList().stream().map(this::mutation).toList();
        Optional<TransactionId> transaction = transaction(request, mutations);
        var committed = place.datastore()
                .commit(new io.ironstead.datastore.CommitRequest(transaction, mutations, IdPolicy.SCATTERED), deadline);
        var answer = CommitResponse.newBuilder()
                .setIndexUpdates(committed.indexUpdates())
                .setCommitTime(ValueCodec.timestamp(committed.version()));
        for (MutationResult result : committed.mutations()) {
            answer.addMutationResults(result(result));
        }
        return answer.build();
    }

    private Optional<TransactionId> transaction(CommitRequest request, List<Mutation> mutations) {
        boolean given = request.getTransactionSelectorCase()
                != CommitRequest.TransactionSelectorCase.TRANSACTIONSELECTOR_NOT_SET;
        if (request.getMode() == Mode.NON_TRANSACTIONAL) {
            if (given) {
                throw RefusedException.invalid("non-transaction commit cannot specify a transaction");
            }
            refuseRepeated(mutations);
            return Optional.empty();
        }
        return switch (request.getTransactionSelectorCase()) {
            case TRANSACTION -> Optional.of(Transactions.id(request.getTransaction()));
            case SINGLE_USE_TRANSACTION -> {
                if (request.getSingleUseTransaction().hasReadOnly()) {
                    throw RefusedException.invalid("single_use_transaction in a commit request must be READ_WRITE.");
                }
                yield Optional.of(place.datastore().begin(Transactions.options(request.getSingleUseTransaction())));
            }
            case TRANSACTIONSELECTOR_NOT_SET ->
                throw RefusedException.invalid("transactional commit requires a transaction");
        };
    }

    private static void refuseRepeated(List<Mutation> mutations) {
        var seen = new HashSet<Key>();
        for (Mutation mutation : mutations) {
            if (mutation.key().isComplete() && !seen.add(mutation.key())) {
                throw RefusedException.invalid(
                        "A non-transactional commit may not contain multiple mutations affecting the same entity.");
            }
        }
    }

    private Mutation mutation(com.google.datastore.v1.Mutation message) {
        var precondition = precondition(message);
        return switch (message.getOperationCase()) {
            case INSERT -> write(WriteRule.INSERT, message.getInsert(), message, precondition);
            case UPDATE -> write(WriteRule.UPDATE, message.getUpdate(), message, precondition);
            case UPSERT -> write(WriteRule.UPSERT, message.getUpsert(), message, precondition);
            case DELETE -> new Mutation.Delete(place.key(message.getDelete()), precondition);
            case OPERATION_NOT_SET -> throw RefusedException.invalid("Mutation is missing operation.");
        };
    }

    private Mutation write(
            WriteRule rule,
            com.google.datastore.v1.Entity written,
            com.google.datastore.v1.Mutation message,
            Optional<Precondition> precondition) {
        if (!written.hasKey()) {
            throw RefusedException.invalid("Entity is missing key.");
        }
        MessageRules.checkEntity(written);
        Entity entity = place.entities().decode(written);
        Key key = place.own(entity.requireKey());
        if (!key.isComplete()) {
            if (rule == WriteRule.UPDATE) {
                EntityRules.checkReadable(key);
            }
            if (precondition.isPresent()) {
                throw RefusedException.invalid("conflict detection is not allowed for incomplete keys");
            }
        }
        Optional<List<String>> mask = message.hasPropertyMask()
                ? Optional.of(List.copyOf(message.getPropertyMask().getPathsList()))
                : Optional.empty();
        List<Transform> transforms = message.getPropertyTransformsList().stream()
                .map(this::transform)
                .toList();
        return new Mutation.Write(rule, entity, mask, transforms, precondition);
    }

    private static Optional<Precondition> precondition(com.google.datastore.v1.Mutation message) {
        var onConflict = switch (message.getConflictResolutionStrategy()) {
            case FAIL -> Precondition.OnConflict.FAIL;
            default -> Precondition.OnConflict.KEEP_SERVER_VALUE;
        };
        return switch (message.getConflictDetectionStrategyCase()) {
            case BASE_VERSION -> {
                if (message.getBaseVersion() < 0) {
                    throw RefusedException.invalid(
                            "Invalid base_version: " + message.getBaseVersion() + ", it should be >= 0");
                }
                yield Optional.of(
                        new Precondition(new Precondition.Expected.Version(message.getBaseVersion()), onConflict));
            }
            case UPDATE_TIME ->
                Optional.of(new Precondition(
                        new Precondition.Expected.UpdatedAt(ValueCodec.micros(message.getUpdateTime())), onConflict));
            case CONFLICTDETECTIONSTRATEGY_NOT_SET -> Optional.empty();
        };
    }

    private Transform transform(PropertyTransform message) {
        String property = message.getProperty();
        return switch (message.getTransformTypeCase()) {
            case SET_TO_SERVER_VALUE -> new Transform.SetToServerTime(property);
            case INCREMENT -> new Transform.Increment(property, number(message.getIncrement()));
            case MAXIMUM -> new Transform.Maximum(property, number(message.getMaximum()));
            case MINIMUM -> new Transform.Minimum(property, number(message.getMinimum()));
            case APPEND_MISSING_ELEMENTS ->
                new Transform.AppendMissing(property, elements(property, message.getAppendMissingElements()));
            case REMOVE_ALL_FROM_ARRAY ->
                new Transform.RemoveAll(property, elements(property, message.getRemoveAllFromArray()));
            case TRANSFORMTYPE_NOT_SET ->
                throw RefusedException.invalid("The transform of \"" + property + "\" has no type.");
        };
    }

    private io.ironstead.datastore.Value number(com.google.datastore.v1.Value message) {
        MessageRules.checkNumber(message);
        return place.entities().values().value(message);
    }

    private List<PropertyValue> elements(String property, ArrayValue array) {
        MessageRules.checkElements(property, array);
        return array.getValuesList().stream()
                .map(place.entities().values()::decode)
                .toList();
    }

    private com.google.datastore.v1.MutationResult result(MutationResult result) {
        var message = com.google.datastore.v1.MutationResult.newBuilder()
                .setVersion(result.version())
                .setConflictDetected(result.conflict())
                .setUpdateTime(ValueCodec.timestamp(result.version()));
        if (result.allocated()) {
            message.setKey(place.keys().encode(result.key()));
        }
        if (result.createdMicros() != 0) {
            message.setCreateTime(ValueCodec.timestamp(result.createdMicros()));
        }
        for (PropertyValue value : result.transformed()) {
            message.addTransformResults(place.entities().values().encode(value));
        }
        return message.build();
    }
}
