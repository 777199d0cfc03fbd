package io.ironstead.instances.scaling;

import io.ironstead.model.InstanceId;
import java.time.Instant;

/** One instance as its pool sees it. */
final class Member {
    /** The life of a member. From {@code LEAVING} on it takes no new request. */
    enum State {
        STARTING,
        READY,
        /** Its last requests finish. */
        LEAVING,
        /** It was told to stop. */
        STOPPING
    }

    final InstanceId id;
    final String startedFor;
    State state = State.STARTING;
    Instant since;
    Instant readyAt = Instant.MAX;
    Instant idleSince = Instant.MAX;
    Instant leavesBy = Instant.MAX;
    String leavesFor = "";
    int running;
    long served;

    Member(InstanceId id, String startedFor, Instant now) {
        this.id = id;
        this.startedFor = startedFor;
        this.since = now;
    }

    void enter(State next, Instant now) {
        state = next;
        since = now;
    }

    boolean isAlive() {
        return state == State.STARTING || state == State.READY;
    }

    boolean isIdle() {
        return state == State.READY && running == 0;
    }
}
