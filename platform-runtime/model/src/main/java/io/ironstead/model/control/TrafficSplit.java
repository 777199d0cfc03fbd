package io.ironstead.model.control;

import io.ironstead.model.VersionId;
import java.util.List;

/**
 * How the requests of one service are shared among its versions.
 *
 * @param by what keeps one visitor on one version
 * @param shares sum up to {@value #WHOLE}; in the console's order, which is stable, so a visitor stays where he is
 */
public record TrafficSplit(By by, List<Share> shares) {
    /** All the traffic there is. */
    public static final int WHOLE = 1000;

    /** @throws IllegalArgumentException unless the shares sum up to {@value #WHOLE} and name each version once */
    public TrafficSplit {
        shares = List.copyOf(shares);
        if (shares.stream().mapToInt(Share::permille).sum() != WHOLE) {
            throw new IllegalArgumentException("The traffic of all versions together must be 100 %");
        }
        if (shares.stream().map(Share::version).distinct().count() != shares.size()) {
            throw new IllegalArgumentException("A version may be named once in a traffic split");
        }
    }

    public static TrafficSplit all(VersionId version) {
        return new TrafficSplit(By.IP, List.of(new Share(version, WHOLE)));
    }

    /** {@code permille} is 1 to {@value TrafficSplit#WHOLE}. */
    public record Share(VersionId version, int permille) {
        public Share {
            if (permille < 1 || permille > WHOLE) {
                throw new IllegalArgumentException("A version's share of traffic must be 0.1 to 100 %");
            }
        }
    }

    /** App Engine's three ways: by address, by the cookie {@code GOOGAPPUID}, or by chance for each request. */
    public enum By {
        IP,
        COOKIE,
        RANDOM
    }
}
