package io.ironstead.cluster;

import io.ironstead.model.SiteName;
import java.util.Set;

/**
 * What a node does for the sites' data.
 *
 * @param port of its door for other nodes' calls; 0 when it has none
 * @param keeps it reaches the store of all data, so it may lead
 * @param leads the sites whose data it leads now
 */
public record DataPart(int port, boolean keeps, Set<SiteName> leads) {
    public static final DataPart NONE = new DataPart(0, false, Set.of());

    public DataPart {
        leads = Set.copyOf(leads);
    }
}
