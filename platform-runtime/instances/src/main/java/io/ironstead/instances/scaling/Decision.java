package io.ironstead.instances.scaling;

import io.ironstead.model.InstanceId;
import io.ironstead.model.NoInstanceException.Reason;

/** What a {@link Pool} wants done. {@code W} stands for a waiting request. */
public sealed interface Decision<W> {

    /** Let the request run there; {@link Pool#release} when it is over. */
    record Give<W>(W waiter, InstanceId instance, boolean cold) implements Decision<W> {}

    /** Tell the request that it gets no place. */
    record Refuse<W>(W waiter, Reason reason, String sentence) implements Decision<W> {}

    /** Start an instance of this name; then {@link Pool#ready}, {@link Pool#ended} or {@link Pool#noRoom}. */
    record Start<W>(InstanceId instance, String why) implements Decision<W> {}

    /** Stop it; {@link Pool#ended} when its processes are gone. */
    record Stop<W>(InstanceId instance, String why) implements Decision<W> {}
}
