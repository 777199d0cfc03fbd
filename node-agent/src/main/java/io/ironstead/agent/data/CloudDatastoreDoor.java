package io.ironstead.agent.data;

import io.ironstead.datastore.wire.v1.V1Route;
import io.ironstead.datastore.wire.v1.V1Server;
import io.ironstead.datastore.wire.v1.net.Listeners;
import io.ironstead.model.InNetwork;
import io.ironstead.model.InstanceId;
import io.ironstead.model.InstanceSurroundings;
import io.ironstead.model.VersionKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * Cloud Datastore for instances, each at an address of its own where only its site's data is. Google's clients find it by the
 * variables with which they find an emulator.
 */
public final class CloudDatastoreDoor implements InstanceSurroundings {
    private final V1Server server;
    private final SiteData data;
    private final V1Route route;

    /** @param route where calls are served */
    public CloudDatastoreDoor(V1Server server, SiteData data, V1Route route) {
        this.server = server;
        this.data = data;
        this.route = route;
    }

    @Override
    public Opened open(VersionKey version, InstanceId instance, Executor network) throws IOException {
        var site = version.site();
        var address = new InetSocketAddress("127.0.0.1", 0);
        var listening = InNetwork.open(network, () -> server.listen(address, data.only(site), route));
        var told = "127.0.0.1:" + listening.address().getPort();
        // Not DATASTORE_PROJECT_ID: it turns App Engine's own ndb to Cloud Datastore, where it asks for an account at
        // Google.
        return new Door(
                listening,
                Map.of(
                        "DATASTORE_EMULATOR_HOST",
                        told,
                        "DATASTORE_HOST",
                        "http://" + told,
                        "DATASTORE_DATASET",
                        site.value()));
    }

    private record Door(Listeners.Listening listening, Map<String, String> environment) implements Opened {
        @Override
        public void close() {
            listening.close();
        }
    }
}
