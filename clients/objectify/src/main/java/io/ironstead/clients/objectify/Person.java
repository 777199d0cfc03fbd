package io.ironstead.clients.objectify;

import com.google.cloud.datastore.LatLng;
import com.googlecode.objectify.Key;
import com.googlecode.objectify.Ref;
import com.googlecode.objectify.annotation.Cache;
import com.googlecode.objectify.annotation.Entity;
import com.googlecode.objectify.annotation.Id;
import com.googlecode.objectify.annotation.Index;
import com.googlecode.objectify.annotation.Load;
import com.googlecode.objectify.annotation.Parent;
import com.googlecode.objectify.annotation.Serialize;
import com.googlecode.objectify.annotation.Unindex;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An entity with everything that Objectify maps. */
@Entity
@Cache
class Person {
    @Parent
    Key<Firm> firm;

    @Id
    Long id;

    @Index
    String name;

    @Index
    long age;

    @Index
    List<String> tags = new ArrayList<>();

    @Index
    Address home;

    List<Address> others = new ArrayList<>();

    @Serialize(zip = true)
    HashMap<String, Integer> packed;

    Map<String, Long> scores = new HashMap<>();

    @Unindex
    String notes;

    byte[] picture;

    @Index
    Instant born;

    LatLng where;

    @Load
    Ref<Person> boss;

    /** Part of a person, with indexed fields of its own. */
    static class Address {
        String street;
        String town;

        Address() {}

        Address(String street, String town) {
            this.street = street;
            this.town = town;
        }
    }

    /** What persons are grouped under. */
    @Entity
    static class Firm {
        @Id
        String name;
    }

    Person() {}

    Person(long id, String name, long age) {
        this.firm = Key.create(Firm.class, "one");
        this.id = id;
        this.name = name;
        this.age = age;
    }

    Key<Person> key() {
        return Key.create(this);
    }
}
