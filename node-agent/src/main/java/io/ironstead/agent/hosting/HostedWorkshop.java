package io.ironstead.agent.hosting;

import io.ironstead.agent.converse.Workshop;
import io.ironstead.instances.Instances;
import io.ironstead.model.Digest;
import io.ironstead.model.InstanceId;
import io.ironstead.model.SiteName;

/** Logs and instances of this node, from those who write and run them. */
public record HostedWorkshop(Instances instances) implements Workshop {

    @Override
    public Reading tail(SiteName site, int lastLines, Lines lines) {
        return instances.tail(site, lastLines, lines::take)::close;
    }

    @Override
    public String buildLog(Digest bundle) {
        return instances.buildLog(bundle);
    }

    @Override
    public void retire(InstanceId instance) {
        instances.retire(instance);
    }
}
