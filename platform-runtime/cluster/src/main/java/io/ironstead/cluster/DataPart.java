package io.ironstead.cluster;

import io.ironstead.model.SiteName;
import java.util.Map;

/**
 * What a node does for the sites' data.
 *
 * @param port of its door for other nodes' calls; 0 when it has none
 * @param keeps it reaches the store of all data, so it may lead
 * @param leads the sites whose data it leads now, as far as it knows, each with the epoch of its log (SEAL.md), 1 or more: of two
 *     nodes that name a site the one with the higher leads it
 */
public record DataPart(int port, boolean keeps, Map<SiteName, Long> leads) {
    public static final DataPart NONE = new DataPart(0, false, Map.of());

    public DataPart {
        leads = Map.copyOf(leads);
    }
}
