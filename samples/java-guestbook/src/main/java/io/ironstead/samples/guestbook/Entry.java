package io.ironstead.samples.guestbook;

import com.google.appengine.api.datastore.Entity;
import com.google.appengine.api.datastore.Key;
import com.google.appengine.api.datastore.Text;
import java.io.Serializable;
import java.util.Date;

/** What one visitor wrote. Serializable, because memcache keeps whole pages of them. */
record Entry(long number, String name, String words, Date written) implements Serializable {
    static final String KIND = "Entry";
    static final String WRITTEN = "written";
    static final int NAME_MAX = 60;
    static final int WORDS_MAX = 600;

    static Entry of(Entity entity) {
        return new Entry(
                (Long) entity.getProperty("number"),
                (String) entity.getProperty("name"),
                ((Text) entity.getProperty("words")).getValue(),
                (Date) entity.getProperty(WRITTEN));
    }

    /** The entity of this entry in the book whose key is given. */
    Entity in(Key book) {
        var entity = new Entity(KIND, book);
        entity.setUnindexedProperty("number", number);
        entity.setUnindexedProperty("name", name);
        entity.setUnindexedProperty("words", new Text(words));
        entity.setProperty(WRITTEN, written);
        return entity;
    }
}
