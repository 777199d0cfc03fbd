package io.ironstead.agent.cluster;

import io.ironstead.instances.InstanceLimits;
import io.ironstead.model.control.DesiredState;
import java.util.function.Supplier;

/** The wishes of the desired state, worked out once for each. May be used by several threads. */
public final class WishList implements Supplier<Wishes> {
    private final Supplier<DesiredState> desired;
    private final InstanceLimits limits;
    private volatile Known known = new Known(DesiredState.NOTHING, Wishes.NONE);

    private record Known(DesiredState state, Wishes wishes) {}

    public WishList(Supplier<DesiredState> desired, InstanceLimits limits) {
        this.desired = desired;
        this.limits = limits;
    }

    @Override
    public Wishes get() {
        var state = desired.get();
        var found = known;
        if (found.state() != state) {
            found = new Known(state, Wishes.of(state, limits));
            known = found;
        }
        return found.wishes();
    }
}
