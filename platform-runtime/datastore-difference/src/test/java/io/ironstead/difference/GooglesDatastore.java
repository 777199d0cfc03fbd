package io.ironstead.difference;

import com.google.appengine.api.datastore.Key;
import com.google.appengine.api.datastore.dev.HighRepJobPolicy;
import com.google.appengine.api.datastore.dev.LocalDatastoreService;
import com.google.appengine.api.taskqueue_bytes.TaskQueuePb.TaskQueueAddRequest;
import com.google.appengine.repackaged.com.google.protobuf.MessageLite;
import com.google.appengine.repackaged.com.google.storage.onestore.v3_bytes.proto2api.OnestoreEntity.CompositeIndex;
import com.google.appengine.tools.development.Clock;
import com.google.appengine.tools.development.LocalRpcService.Status;
import com.google.apphosting.api.ApiProxy;
import com.google.apphosting.api.proto2api.ApiBasePb;
import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb;
import java.nio.file.Path;
import java.util.Map;

/** Google's {@code LocalDatastoreService} in memory, of the kind called high replication, every write applied at once. */
final class GooglesDatastore implements V3Server, AutoCloseable {
    /** Of an answer that is a fault of Google's class: there is nothing to compare with. */
    static final int FAILED = -1;

    private final LocalDatastoreService service = new LocalDatastoreService() {
        @Override
        protected void addActionImpl(TaskQueueAddRequest request) {
            throw new UnsupportedOperationException("No program here adds tasks");
        }
    };

    /** @param folder of the application: empty, or with its {@code WEB-INF/datastore-indexes.xml} */
    GooglesDatastore(Path folder) {
        service.init(
                folder.toFile(),
                Clock.DEFAULT,
                Map.of(
                        LocalDatastoreService.NO_STORAGE_PROPERTY, "true",
                        LocalDatastoreService.NO_INDEX_AUTO_GEN_PROP, "true",
                        LocalDatastoreService.HIGH_REP_JOB_POLICY_CLASS_PROPERTY, AppliesAtOnce.class.getName(),
                        LocalDatastoreService.AUTO_ID_ALLOCATION_POLICY_PROPERTY, "SCATTERED"));
        service.enableScatterProperty(false);
        service.start();
    }

    /** What makes queries see every write that was answered. */
    static final class AppliesAtOnce implements HighRepJobPolicy {
        @Override
        public boolean shouldApplyNewJob(Key entityGroup) {
            return true;
        }

        @Override
        public boolean shouldRollForwardExistingJob(Key entityGroup) {
            return true;
        }
    }

    @Override
    public Answer call(String app, String method, MessageLite request) {
        ApiProxy.setEnvironmentForCurrentThread(new AppEnvironment(app));
        try {
            return Answer.of(answer(method, request));
        } catch (ApiProxy.ApplicationException refused) {
            return Answer.refused(refused.getApplicationError(), refused.getErrorDetail());
        } catch (IllegalArgumentException
                | IllegalStateException
                | NullPointerException
                | UnsupportedOperationException broken) {
            return Answer.refused(FAILED, broken.toString());
        } finally {
            ApiProxy.clearEnvironmentForCurrentThread();
        }
    }

    private MessageLite answer(String method, MessageLite request) {
        var status = new Status();
        return switch (request) {
            case DatastoreV3Pb.GetRequest get -> service.get(status, get);
            case DatastoreV3Pb.PutRequest put -> service.put(status, put);
            case DatastoreV3Pb.DeleteRequest delete -> service.delete(status, delete);
            case DatastoreV3Pb.Query query -> service.runQuery(status, query.toBuilder());
            case DatastoreV3Pb.NextRequest next -> service.next(status, next);
            case DatastoreV3Pb.Cursor cursor -> service.deleteCursor(status, cursor);
            case DatastoreV3Pb.BeginTransactionRequest begin -> service.beginTransaction(status, begin);
            case DatastoreV3Pb.Transaction transaction
            when method.equals("Commit") -> service.commit(status, transaction);
            case DatastoreV3Pb.Transaction transaction -> service.rollback(status, transaction);
            case DatastoreV3Pb.AllocateIdsRequest allocate -> service.allocateIds(status, allocate);
            case DatastoreV3Pb.GetIndicesRequest indices ->
                // The message's former name: an application's in its first field, as now.
                service.getIndices(
                        status,
                        ApiBasePb.StringProto.newBuilder()
                                .setValue(indices.getAppId())
                                .build());
            case CompositeIndex index ->
                switch (method) {
                    case "CreateIndex" -> service.createIndex(status, index);
                    case "UpdateIndex" -> service.updateIndex(status, index);
                    default -> service.deleteIndex(status, index);
                };
            default -> throw new IllegalArgumentException(method);
        };
    }

    /** Forgets every application's entities. */
    void forgetAll() {
        service.clearProfiles();
        service.clearQueryHistory();
    }

    @Override
    public void close() {
        service.stop();
    }
}
