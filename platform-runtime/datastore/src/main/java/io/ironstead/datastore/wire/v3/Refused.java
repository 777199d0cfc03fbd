package io.ironstead.datastore.wire.v3;

import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb.Error.ErrorCode;
import io.ironstead.datastore.Problem;
import io.ironstead.datastore.index.IndexYaml;

/** Ends a call with a code and a text of {@code datastore_v3}; the words are those of Google's first datastore. */
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;
    static final String TRANSACTION_CLOSED = "transaction closed";
    static final String TRANSACTION_INVALID = "transaction has expired or is invalid";

    private final ErrorCode code;
    private final String detail;
    private final boolean notDone;

    Refused(ErrorCode code, String detail) {
        this(code, detail, false);
    }

    private Refused(ErrorCode code, String detail, boolean notDone) {
        super(detail, null, false, false);
        this.code = code;
        this.detail = detail;
        this.notDone = notDone;
    }

    static Refused badRequest(String detail) {
        return new Refused(ErrorCode.BAD_REQUEST, detail);
    }

    static void refuseIf(boolean broken, String detail) {
        if (broken) {
            throw badRequest(detail);
        }
    }

    V3Answer answer() {
        return new V3Answer.Refused(code.getNumber(), detail, notDone);
    }

    static Refused of(Problem problem) {
        return switch (problem) {
            case Problem.Invalid(String message) -> badRequest(message);
            case Problem.EntityExists _ -> new Refused(ErrorCode.ALREADY_EXISTS, "entity already exists");
            case Problem.NoEntity _ -> new Refused(ErrorCode.NOT_FOUND, "no entity to update");
            case Problem.Contention() ->
                new Refused(
                        ErrorCode.CONCURRENT_TRANSACTION,
                        "too much contention on these datastore entities. please try again.");
            case Problem.NoTransaction _ -> badRequest(TRANSACTION_INVALID);
            case Problem.ReadOnlyTransaction() -> badRequest("Cannot modify entities in a read-only transaction.");
            case Problem.NeedIndex(var minimal) ->
                new Refused(
                        ErrorCode.NEED_INDEX,
                        "This query requires a composite index that is not defined. You must update the index.yaml"
                                + " file in your application root.\n"
                                + "The following index is the minimum index required:\n" + IndexYaml.of(minimal));
            case Problem.KindRequired _ -> badRequest("kind is required for non-__key__ filters");
            case Problem.ProjectionOnEquality _ ->
                badRequest("cannot use projection on a property with an equality filter");
            case Problem.CursorMismatch() -> badRequest("cursor does not match query");
            case Problem.SnapshotTooOld() ->
                new Refused(ErrorCode.SNAPSHOT_VERSION_TOO_OLD, "The requested read time is too old.");
            case Problem.Unavailable(String cause) -> new Refused(ErrorCode.TIMEOUT, cause, true);
            case Problem.OutcomeUnknown() ->
                new Refused(
                        ErrorCode.TIMEOUT,
                        "The log did not answer in time: whether the commit happened is not known. Read before you try"
                                + " again.");
            case Problem.DeadlineExceeded() -> new Refused(ErrorCode.TIMEOUT, "The deadline passed.");
            case Problem.Exhausted(String what) -> new Refused(ErrorCode.RESOURCE_EXHAUSTED, what);
        };
    }
}
