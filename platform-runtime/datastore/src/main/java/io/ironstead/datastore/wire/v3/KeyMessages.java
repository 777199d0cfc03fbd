package io.ironstead.datastore.wire.v3;

import com.google.appengine.repackaged.com.google.storage.onestore.v3_bytes.proto2api.OnestoreEntity.Path;
import com.google.appengine.repackaged.com.google.storage.onestore.v3_bytes.proto2api.OnestoreEntity.PropertyValue.ReferenceValue;
import com.google.appengine.repackaged.com.google.storage.onestore.v3_bytes.proto2api.OnestoreEntity.Reference;
import io.ironstead.datastore.Identifier;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.PathElement;
import io.ironstead.datastore.codec.ApplicationId;
import java.util.ArrayList;

/**
 * Keys as {@code Reference} and {@code ReferenceValue}.
 *
 * @param appId of the calling application as it writes it, with region: keys are answered in this form
 */
record KeyMessages(String appId) {

    String application() {
        return ApplicationId.plain(appId);
    }

    /** A key of the calling application. */
    Key own(Reference message) {
        requireOwn(message.getApp());
        return decode(message);
    }

    void requireOwn(String app) {
        Refused.refuseIf(
                !ApplicationId.plain(app).equals(application()),
                "app \"" + appId + "\" cannot access app \"" + app + "\"'s data");
    }

    Key decode(Reference message) {
        var path = new ArrayList<PathElement>();
        for (var element : message.getPath().getElementList()) {
            path.add(new PathElement(
                    element.getType(),
                    identifier(element.hasId(), element.getId(), element.hasName(), element.getName())));
        }
        Refused.refuseIf(path.isEmpty(), "key's path cannot be empty");
        return new Key(ApplicationId.plain(message.getApp()), message.getDatabaseId(), message.getNameSpace(), path);
    }

    Key decode(ReferenceValue message) {
        var path = new ArrayList<PathElement>();
        for (var element : message.getPathElementList()) {
            path.add(new PathElement(
                    element.getType(),
                    identifier(element.hasId(), element.getId(), element.hasName(), element.getName())));
        }
        Refused.refuseIf(path.isEmpty(), "key's path cannot be empty");
        return new Key(ApplicationId.plain(message.getApp()), message.getDatabaseId(), message.getNameSpace(), path);
    }

    /** An id of 0 and an empty name are none: SDKs write both for a key without id. */
    private static Identifier identifier(boolean hasId, long id, boolean hasName, String name) {
        boolean numeric = hasId && id != 0;
        boolean named = hasName && !name.isEmpty();
        Refused.refuseIf(numeric && named, "each key path element should have id or name but not both");
        if (numeric) {
            return new Identifier.Numeric(id);
        }
        return named ? new Identifier.Named(name) : Identifier.None.NONE;
    }

    private String form(String application) {
        if (application.equals(application())) {
            return appId;
        }
        return appId.substring(0, appId.length() - application().length()) + application;
    }

    Reference encode(Key key) {
        var message = Reference.newBuilder().setApp(form(key.application()));
        if (!key.namespace().isEmpty()) {
            message.setNameSpace(key.namespace());
        }
        if (!key.database().isEmpty()) {
            message.setDatabaseId(key.database());
        }
        var path = message.getPathBuilder();
        key.path().forEach(element -> path.addElement(encode(element)));
        return message.build();
    }

    private static Path.Element.Builder encode(PathElement element) {
        var message = Path.Element.newBuilder().setType(element.kind());
        switch (element.id()) {
            case Identifier.Numeric(long id) -> message.setId(id);
            case Identifier.Named(String name) -> message.setName(name);
            case Identifier.None _ -> {}
        }
        return message;
    }

    /** The path of the entity group, which every entity's message repeats. */
    static Path group(Key key) {
        return Path.newBuilder().addElement(encode(key.path().getFirst())).build();
    }

    ReferenceValue encodeValue(Key key) {
        var message = ReferenceValue.newBuilder().setApp(form(key.application()));
        if (!key.namespace().isEmpty()) {
            message.setNameSpace(key.namespace());
        }
        if (!key.database().isEmpty()) {
            message.setDatabaseId(key.database());
        }
        for (var element : key.path()) {
            var part = message.addPathElementBuilder().setType(element.kind());
            switch (element.id()) {
                case Identifier.Numeric(long id) -> part.setId(id);
                case Identifier.Named(String name) -> part.setName(name);
                case Identifier.None _ -> {}
            }
        }
        return message.build();
    }
}
