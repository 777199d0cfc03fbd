package io.ironstead.instances;

import io.ironstead.instances.Deployment.Wish;
import io.ironstead.instances.scaling.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One version of one site: the deployment that serves, and after a new upload also the one that is to replace it as
 * soon as it is ready. Guarded by the lock of {@link Instances}.
 */
final class Version {
    private final Function<Wish, Deployment> deployments;
    private @Nullable Deployment serving;
    private @Nullable Deployment coming;

    /** @param deployments makes one and lets it begin */
    Version(Function<Wish, Deployment> deployments) {
        this.deployments = deployments;
    }

    void wish(Wish wish) {
        for (var present : all()) {
            if (isSameUpload(present, wish)) {
                present.wish(wish);
                if (present == serving && coming != null) {
                    coming.drain("the upload before it is wanted again");
                    coming = null;
                }
                return;
            }
        }
        var before = coming;
        coming = deployments.apply(wish);
        if (before != null) {
            before.runner().handOverTo(coming.runner());
            before.drain("a newer upload came");
        }
        coming.begin();
    }

    private static boolean isSameUpload(Deployment deployment, Wish wish) {
        return deployment.version().deploymentId() == wish.version().deploymentId()
                && deployment.version().bundle().equals(wish.version().bundle());
    }

    /** {@code deployment} is ready: if it is the one that is to come, it takes over, with the requests that wait. */
    void ready(Deployment deployment) {
        if (deployment != coming) {
            return;
        }
        var before = serving;
        serving = deployment;
        coming = null;
        if (before != null) {
            before.runner().handOverTo(deployment.runner());
            before.drain("replaced by a newer upload");
        }
    }

    void drain(String why) {
        all().forEach(deployment -> deployment.drain(why));
    }

    void share(Share share) {
        all().forEach(deployment -> deployment.share(share));
    }

    void shareNothing() {
        all().forEach(deployment -> deployment.runner().share(null));
    }

    /** The one to ask for places. */
    Deployment asked() {
        var found = serving != null ? serving : coming;
        if (found == null) {
            throw new IllegalStateException("A version has a deployment from its first wish on");
        }
        return found;
    }

    @Nullable
    Deployment newest() {
        return coming != null ? coming : serving;
    }

    List<Deployment> all() {
        var found = new ArrayList<Deployment>();
        if (serving != null) {
            found.add(serving);
        }
        if (coming != null) {
            found.add(coming);
        }
        return found;
    }
}
