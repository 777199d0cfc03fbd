package io.ironstead.datastore.wire.v1;

import io.ironstead.datastore.Problem;
import io.ironstead.datastore.index.IndexYaml;

/**
 * A code and a text for everything the datastore refuses: the words of Google's Firestore in Datastore mode, but for those that
 * docs/decisions/090 names.
 */
public record Refusal(Code code, String message) {

    public static Refusal of(Problem problem) {
        return switch (problem) {
            case Problem.Invalid(String message) -> new Refusal(Code.INVALID_ARGUMENT, message);
            case Problem.EntityExists(var key) ->
                new Refusal(Code.ALREADY_EXISTS, "entity already exists: " + KeyText.of(key));
            case Problem.NoEntity(var key) -> new Refusal(Code.NOT_FOUND, "no entity to update: " + KeyText.of(key));
            case Problem.Contention() ->
                new Refusal(Code.ABORTED, "too much contention on these datastore entities. please try again.");
            case Problem.NoTransaction(boolean wasKnown) ->
                new Refusal(
                        Code.INVALID_ARGUMENT, wasKnown ? "Transaction is invalid or closed." : "Invalid transaction.");
            case Problem.ReadOnlyTransaction() ->
                new Refusal(Code.INVALID_ARGUMENT, "Cannot modify entities in a read-only transaction.");
            case Problem.NeedIndex(var minimal) ->
                new Refusal(
                        Code.FAILED_PRECONDITION,
                        "no matching index found. recommended index is:\n" + IndexYaml.of(minimal));
            case Problem.KindRequired(String property) ->
                new Refusal(Code.INVALID_ARGUMENT, "kind is required for filter: " + property);
            case Problem.ProjectionOnEquality(String _) ->
                new Refusal(Code.INVALID_ARGUMENT, "Cannot use projection on a property with an equality filter.");
            case Problem.CursorMismatch() -> new Refusal(Code.INVALID_ARGUMENT, "cursor does not match query");
            case Problem.SnapshotTooOld() ->
                new Refusal(Code.FAILED_PRECONDITION, "The requested 'read_time' is too old.");
            case Problem.Unavailable(String cause) -> new Refusal(Code.UNAVAILABLE, cause);
            case Problem.OutcomeUnknown() ->
                new Refusal(
                        Code.DEADLINE_EXCEEDED,
                        "The log did not answer in time: whether the commit happened is not known. Read before you try"
                                + " again.");
            case Problem.DeadlineExceeded() -> new Refusal(Code.DEADLINE_EXCEEDED, "The deadline passed.");
            case Problem.Exhausted(String what) -> new Refusal(Code.RESOURCE_EXHAUSTED, what);
        };
    }
}
