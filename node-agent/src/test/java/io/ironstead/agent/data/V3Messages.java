package io.ironstead.agent.data;

import com.google.appengine.repackaged.com.google.protobuf.ByteString;
import com.google.appengine.repackaged.com.google.storage.onestore.v3_bytes.proto2api.OnestoreEntity.EntityProto;
import com.google.appengine.repackaged.com.google.storage.onestore.v3_bytes.proto2api.OnestoreEntity.Path;
import com.google.appengine.repackaged.com.google.storage.onestore.v3_bytes.proto2api.OnestoreEntity.Property;
import com.google.appengine.repackaged.com.google.storage.onestore.v3_bytes.proto2api.OnestoreEntity.PropertyValue;
import com.google.appengine.repackaged.com.google.storage.onestore.v3_bytes.proto2api.OnestoreEntity.PropertyValue.ReferenceValue;
import com.google.appengine.repackaged.com.google.storage.onestore.v3_bytes.proto2api.OnestoreEntity.Reference;
import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb;

/** Messages of {@code datastore_v3} about entities of kind Note that have one text. */
final class V3Messages {
    static final String KIND = "Note";
    static final String TEXT = "text";

    private V3Messages() {}

    static Reference key(String app, String name) {
        return Reference.newBuilder()
                .setApp(app)
                .setPath(Path.newBuilder()
                        .addElement(Path.Element.newBuilder().setType(KIND).setName(name)))
                .build();
    }

    static EntityProto entity(Reference key, String text) {
        return EntityProto.newBuilder()
                .setKey(key)
                .setEntityGroup(Path.newBuilder().addElement(key.getPath().getElement(0)))
                .addProperty(Property.newBuilder()
                        .setName(TEXT)
                        .setMultiple(false)
                        .setValue(PropertyValue.newBuilder().setStringValue(ByteString.copyFromUtf8(text))))
                .build();
    }

    static byte[] put(Reference key, String text) {
        return DatastoreV3Pb.PutRequest.newBuilder()
                .addEntity(entity(key, text))
                .build()
                .toByteArray();
    }

    static byte[] get(Reference key) {
        return DatastoreV3Pb.GetRequest.newBuilder().addKey(key).build().toByteArray();
    }

    static DatastoreV3Pb.Query.Builder query(String app) {
        return DatastoreV3Pb.Query.newBuilder().setApp(app).setKind(KIND);
    }

    /** A filter {@code __key__ > key}. */
    static DatastoreV3Pb.Query.Filter after(Reference key) {
        var value = ReferenceValue.newBuilder().setApp(key.getApp());
        for (var element : key.getPath().getElementList()) {
            value.addPathElementBuilder().setType(element.getType()).setName(element.getName());
        }
        return DatastoreV3Pb.Query.Filter.newBuilder()
                .setOp(DatastoreV3Pb.Query.Filter.Operator.GREATER_THAN)
                .addProperty(Property.newBuilder()
                        .setName("__key__")
                        .setMultiple(false)
                        .setValue(PropertyValue.newBuilder().setReferenceValue(value)))
                .build();
    }

    static DatastoreV3Pb.Transaction transaction(String app, long handle) {
        return DatastoreV3Pb.Transaction.newBuilder()
                .setApp(app)
                .setHandle(handle)
                .build();
    }
}
