package io.ironstead.difference;

import com.google.appengine.repackaged.com.google.protobuf.Message;
import com.google.appengine.repackaged.com.google.protobuf.TextFormat;
import com.google.appengine.repackaged.com.google.storage.onestore.v3_bytes.proto2api.OnestoreEntity.EntityProto;
import com.google.appengine.repackaged.com.google.storage.onestore.v3_bytes.proto2api.OnestoreEntity.Path.Element;
import com.google.appengine.repackaged.com.google.storage.onestore.v3_bytes.proto2api.OnestoreEntity.Property;
import com.google.appengine.repackaged.com.google.storage.onestore.v3_bytes.proto2api.OnestoreEntity.Reference;
import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb.AllocateIdsResponse;
import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb.GetResponse;
import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb.PutResponse;
import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb.QueryResult;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Answers without what differs from run to run or is nobody's promise: versions, costs, handles, cursors' bytes, new ids. */
final class Transcript {
    private static final long ALLOCATED_MIN = 1_000_000_000;
    private static final String CROSSED = "TransactionOptions.Builder.withXG";

    private Transcript() {}

    static String of(Message answer) {
        return switch (answer) {
            case GetResponse get ->
                get.getEntityList().stream()
                        .map(one -> one.hasEntity() ? entity(one.getEntity()) : "no " + key(one.getKey()))
                        .collect(Collectors.joining("; "));
            case PutResponse put ->
                put.getKeyList().stream().map(Transcript::key).collect(Collectors.joining("; "));
            case QueryResult result -> query(result);
            case AllocateIdsResponse range -> "ids: " + (range.getEnd() - range.getStart() + 1);
            default -> "done";
        };
    }

    /** What is behind the words of a crossed group is our sentence for Python, and the two groups in Google's. */
    static String refusal(V3Server.Answer answer) {
        int end = answer.refusal().indexOf(CROSSED);
        return end < 0 ? answer.refusal() : answer.refusal().substring(0, end + CROSSED.length());
    }

    private static String query(QueryResult result) {
        String rows = result.getResultList().stream().map(Transcript::keyOnly).collect(Collectors.joining(" "));
        return "rows: " + rows + "; skipped " + result.getSkippedResults()
                + (result.getMoreResults() ? " more" : "")
                + (result.getKeysOnly() ? " keys" : "")
                + (result.getIndexOnly() ? " projected" : "")
                + "\n"
                + result.getResultList().stream().map(Transcript::entity).collect(Collectors.joining("\n"));
    }

    /** An index holds of a user what it compares by, which is not the id. */
    private static Property withoutUserId(Property property) {
        if (property.getMeaning() != Property.Meaning.INDEX_VALUE
                || !property.getValue().hasUserValue()) {
            return property;
        }
        var projected = property.toBuilder();
        projected.getValueBuilder().getUserValueBuilder().clearObfuscatedGaiaid();
        return projected.build();
    }

    private static String keyOnly(EntityProto entity) {
        return key(entity.getKey());
    }

    private static String entity(EntityProto entity) {
        return key(entity.getKey())
                + properties(" ", entity.getPropertyList())
                + properties(" raw ", entity.getRawPropertyList());
    }

    /** By name, for no order of properties is promised; the values of one keep theirs. */
    private static String properties(String mark, List<Property> properties) {
        return properties.stream()
                .sorted(Comparator.comparing(Property::getName))
                .map(property -> mark + line(withoutUserId(property)))
                .collect(Collectors.joining());
    }

    static String key(Reference key) {
        return key.getNameSpace()
                + key.getPath().getElementList().stream()
                        .map(Transcript::element)
                        .collect(Collectors.joining("/"));
    }

    private static String element(Element element) {
        if (element.hasName()) {
            return element.getType() + "'" + element.getName() + "'";
        }
        return element.getType() + (element.getId() > ALLOCATED_MIN ? "new" : "" + element.getId());
    }

    static String line(Message message) {
        return TextFormat.printer()
                .emittingSingleLine(true)
                .printToString(message)
                .strip();
    }
}
