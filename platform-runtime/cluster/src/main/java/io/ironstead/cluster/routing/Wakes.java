package io.ironstead.cluster.routing;

import io.ironstead.model.NodeId;
import io.ironstead.model.VersionKey;

/** Which nodes may wake an instance of a version that they have none of. */
public interface Wakes {
    /** Nothing is limited. */
    Wakes ANYWHERE = new Wakes() {
        @Override
        public boolean here(VersionKey version) {
            return true;
        }

        @Override
        public boolean there(NodeId node, VersionKey version) {
            return true;
        }
    };

    boolean here(VersionKey version);

    boolean there(NodeId node, VersionKey version);
}
