package io.ironstead.samples.almanac;

import java.time.ZoneId;
import java.util.List;

/** A place to look at the sky from. */
record Place(String name, double latitude, double longitude, ZoneId zone) {
    static final List<Place> ALL = List.of(
            place("Reykjavík", 64.147, -21.942, "Atlantic/Reykjavik"),
            place("Stockholm", 59.329, 18.069, "Europe/Stockholm"),
            place("Berlin", 52.520, 13.405, "Europe/Berlin"),
            place("Lisbon", 38.722, -9.139, "Europe/Lisbon"),
            place("New York", 40.713, -74.006, "America/New_York"),
            place("Nairobi", -1.286, 36.817, "Africa/Nairobi"),
            place("Singapore", 1.352, 103.820, "Asia/Singapore"),
            place("Tokyo", 35.683, 139.759, "Asia/Tokyo"),
            place("Cape Town", -33.925, 18.424, "Africa/Johannesburg"),
            place("Wellington", -41.289, 174.777, "Pacific/Auckland"));

    static Place named(String name) {
        return ALL.stream().filter(place -> place.name.equals(name)).findFirst().orElse(ALL.get(2));
    }

    private static Place place(String name, double latitude, double longitude, String zone) {
        return new Place(name, latitude, longitude, ZoneId.of(zone));
    }
}
