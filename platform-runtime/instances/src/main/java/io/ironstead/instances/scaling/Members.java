package io.ironstead.instances.scaling;

import io.ironstead.instances.scaling.Member.State;
import io.ironstead.model.InstanceId;
import io.ironstead.model.control.InstanceReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The instances of a pool, oldest first. There are few, so everything is a walk over all of them. */
final class Members {
    private final List<Member> all = new ArrayList<>();

    void add(Member member) {
        all.add(member);
    }

    void remove(InstanceId id) {
        all.removeIf(member -> member.id.equals(id));
    }

    /** Not to be kept: it changes with the pool. */
    List<Member> all() {
        return all;
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    @Nullable
    Member find(InstanceId id) {
        for (var member : all) {
            if (member.id.equals(id)) {
                return member;
            }
        }
        return null;
    }

    int ready() {
        int ready = 0;
        for (var member : all) {
            ready += member.state == State.READY ? 1 : 0;
        }
        return ready;
    }

    int running() {
        int running = 0;
        for (var member : all) {
            running += member.running;
        }
        return running;
    }

    /** Of those that are starting or ready: one that starts, else the one with fewest requests. */
    Optional<Member> leastBusy() {
        return all.stream()
                .filter(Member::isAlive)
                .min(Comparator.<Member>comparingInt(member -> member.state == State.STARTING ? 0 : 1)
                        .thenComparingInt(member -> member.running));
    }

    /** Starting or ready. */
    int alive() {
        int alive = 0;
        for (var member : all) {
            alive += member.isAlive() ? 1 : 0;
        }
        return alive;
    }

    /**
     * The fullest instance below the target, so that the others may fall idle; else the emptiest with a free place.
     *
     * @param spread always the emptiest
     */
    @Nullable
    Member freePlace(Rules rules, boolean spread) {
        Member fullest = null;
        Member emptiest = null;
        for (var member : all) {
            if (member.state != State.READY || member.running >= rules.concurrency()) {
                continue;
            }
            if (!spread && member.running < rules.target() && (fullest == null || member.running > fullest.running)) {
                fullest = member;
            }
            if (emptiest == null || member.running < emptiest.running) {
                emptiest = member;
            }
        }
        return fullest != null ? fullest : emptiest;
    }

    Optional<Member> longestIdle() {
        return all.stream().filter(Member::isIdle).min((a, b) -> a.idleSince.compareTo(b.idleSince));
    }

    List<MemberView> view() {
        return all.stream().map(Members::view).toList();
    }

    private static MemberView view(Member member) {
        var state = switch (member.state) {
            case STARTING -> InstanceReport.State.STARTING;
            case READY -> InstanceReport.State.READY;
            case LEAVING, STOPPING -> InstanceReport.State.STOPPING;
        };
        var why = member.isAlive() ? member.startedFor : member.leavesFor;
        return new MemberView(member.id, state, member.since, member.running, member.served, why);
    }
}
