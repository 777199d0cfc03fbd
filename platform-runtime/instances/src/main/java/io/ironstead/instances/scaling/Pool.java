package io.ironstead.instances.scaling;

import io.ironstead.instances.scaling.Decision.Give;
import io.ironstead.instances.scaling.Decision.Refuse;
import io.ironstead.instances.scaling.Decision.Start;
import io.ironstead.instances.scaling.Decision.Stop;
import io.ironstead.instances.scaling.Member.State;
import io.ironstead.model.InstanceId;
import io.ironstead.model.NoInstanceException.Reason;
import io.ironstead.model.VersionRoom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The instances of one version and the requests that wait for them. Each method is one event: it changes the state and
 * returns what should be done about it. Not safe for use by several threads.
 */
public final class Pool<W> {
    private enum Mode {
        /** Not built yet: requests wait, nothing starts. */
        PREPARING,
        SERVING,
        /** It gives no places, for a reason that does not pass by itself. */
        REFUSING,
        /** It gives no places, and ends when the running requests have. */
        DRAINING
    }

    private record Waiting(Instant arrived, Instant deadline) {}

    /** After a start that found no memory: what another version gives back in the meantime may be enough. */
    private static final Duration NO_ROOM_PAUSE = Duration.ofMillis(200);

    private static final Duration LEAVES_AFTER = Duration.ofSeconds(10);
    private static final Duration SURPLUS_AFTER = Duration.ofSeconds(60);

    private final Supplier<InstanceId> names;
    private final Map<W, Waiting> queue = new LinkedHashMap<>();
    private final Members members = new Members();
    private final CrashPause pause = new CrashPause();
    private final Demand demand = new Demand();
    /** Of the version, as if this node were alone. */
    private Rules own;
    /** What holds here. */
    private Rules rules;

    private @Nullable Share share;
    private Instant surplusSince = Instant.MAX;
    private Mode mode = Mode.PREPARING;
    private Refusal refusal = new Refusal(Reason.STOPPING, "This version is going away");
    private Instant noRoomUntil = Instant.MIN;
    private boolean lacksRoom;
    private Growth growth = Growth.NONE;
    private Heat heat = Heat.NONE;

    private record Refusal(Reason reason, String sentence) {}

    public Pool(Supplier<InstanceId> names, Rules rules) {
        this.names = names;
        this.own = rules;
        this.rules = rules;
    }

    /** A request asks for a place; it may wait until {@code deadline}. */
    public List<Decision<W>> request(W waiter, Instant deadline, Instant now) {
        if (mode == Mode.REFUSING || mode == Mode.DRAINING) {
            return List.of(new Refuse<>(waiter, refusal.reason(), refusal.sentence()));
        }
        if (rules.instancesMax() == 0 && members.alive() == 0) {
            return List.of(new Refuse<>(waiter, Reason.STOPPING, "Other nodes run this version"));
        }
        var place = queue.isEmpty() ? members.freePlace(rules, heat.needsAll(members.ready())) : null;
        if (place != null) {
            place.running++;
            return withGrowth(new Give<>(waiter, place.id, false), now);
        }
        if (queue.size() >= rules.waitingMax()) {
            return List.of(new Refuse<>(waiter, Reason.OVERLOADED, queue.size() + " requests wait already"));
        }
        queue.put(waiter, new Waiting(now, deadline));
        return settle(now);
    }

    private List<Decision<W>> withGrowth(Decision<W> given, Instant now) {
        var decisions = settle(now);
        if (decisions.isEmpty()) {
            return List.of(given);
        }
        var all = new ArrayList<Decision<W>>();
        all.add(given);
        all.addAll(decisions);
        return all;
    }

    /** The request does not want a place any more. False when it was not waiting: it may have been given one. */
    public boolean cancel(W waiter) {
        return queue.remove(waiter) != null;
    }

    /** A request that was given a place is over. */
    public List<Decision<W>> release(InstanceId instance, Instant now) {
        var member = members.find(instance);
        if (member == null || member.running == 0) {
            return List.of();
        }
        member.running--;
        member.served++;
        if (member.running == 0) {
            member.idleSince = now;
        }
        return settle(now);
    }

    /** A started instance answers. */
    public List<Decision<W>> ready(InstanceId instance, Instant now) {
        var member = members.find(instance);
        if (member != null && member.state == State.STARTING) {
            member.enter(State.READY, now);
            member.readyAt = now;
            member.idleSince = now;
            growth = Growth.since(now);
            // What it used until now was its start.
            heat = Heat.NONE;
            lacksRoom = false;
        }
        return settle(now);
    }

    /**
     * An instance is gone, with all its processes. When nobody told it to stop that was a crash, also when its exit
     * code was 0.
     */
    public List<Decision<W>> ended(InstanceId instance, String why, Instant now) {
        var member = members.find(instance);
        if (member == null) {
            return List.of();
        }
        members.remove(instance);
        if (member.isAlive()) {
            crashed(member, why, now);
        }
        return settle(now);
    }

    private void crashed(Member member, String why, Instant now) {
        boolean wasHealthy = member.state == State.READY && !now.isBefore(member.readyAt.plus(rules.healthyAfter()));
        pause.crashed(why, wasHealthy, rules.pauseMax(), now);
    }

    /** There is no memory for the instance that was to start. */
    public List<Decision<W>> noRoom(InstanceId instance, Instant now) {
        members.remove(instance);
        noRoomUntil = now.plus(NO_ROOM_PAUSE);
        lacksRoom = true;
        return settle(now);
    }

    /** The instance lives but takes no connections: stop it and count that as a crash. */
    public List<Decision<W>> unreachable(InstanceId instance, Instant now) {
        var member = members.find(instance);
        if (member == null || member.state != State.READY) {
            return List.of();
        }
        var decisions = new ArrayList<Decision<W>>();
        crashed(member, "it refused connections", now);
        stop(member, "refused connections", decisions, now);
        decisions.addAll(settle(now));
        return decisions;
    }

    /** This instance should go; its running requests may finish. */
    public List<Decision<W>> retire(InstanceId instance, String why, Instant now) {
        var decisions = new ArrayList<Decision<W>>();
        var member = members.find(instance);
        if (member != null && member.isAlive()) {
            leave(member, why, decisions, now);
        }
        decisions.addAll(settle(now));
        return decisions;
    }

    /** Stops the instance that has been idle for longest, if there is one that need not run. */
    public List<Decision<W>> evict(String why, Instant now) {
        var decisions = new ArrayList<Decision<W>>();
        evictable().ifPresent(member -> stop(member, why, decisions, now));
        return decisions;
    }

    /** Since when the instance that {@link #evict} would stop has been idle. */
    public Optional<Instant> evictableSince() {
        return evictable().map(member -> member.idleSince);
    }

    private Optional<Member> evictable() {
        return queue.isEmpty() && members.alive() > Math.min(own.instancesMin(), rules.instancesMin())
                ? members.longestIdle()
                : Optional.empty();
    }

    /** Other rules hold from now on. */
    public List<Decision<W>> change(Rules next, Instant now) {
        own = next;
        obeyShare();
        return settle(now);
    }

    /** This node's part of what all nodes run together; null: it is alone. */
    public List<Decision<W>> share(@Nullable Share next, Instant now) {
        if (!Objects.equals(share, next)) {
            share = next;
            obeyShare();
        }
        return settle(now);
    }

    /** Instances that run here whether or not anybody asks. */
    public int kept() {
        return rules.instancesMin();
    }

    private void obeyShare() {
        rules = share == null ? own : own.within(share);
    }

    /** To be told after each event, under the same lock: how much is asked. */
    public void measure(Instant now) {
        demand.requests(members.running() + queue.size(), now);
    }

    /** The version is built: instances may start. */
    public List<Decision<W>> serve(Instant now) {
        if (mode != Mode.DRAINING) {
            mode = Mode.SERVING;
        }
        return settle(now);
    }

    /** Give no places, for this reason, until {@link #serve}. Instances leave. */
    public List<Decision<W>> refuse(Reason reason, String sentence, Instant now) {
        if (mode != Mode.DRAINING) {
            mode = Mode.REFUSING;
            refusal = new Refusal(reason, sentence);
        }
        return leaveAll(sentence, now);
    }

    /** Give no places any more, finish what runs. The pool is over once it {@link #isDrained}. */
    public List<Decision<W>> drain(String sentence, Instant now) {
        mode = Mode.DRAINING;
        refusal = new Refusal(Reason.STOPPING, sentence);
        return leaveAll(sentence, now);
    }

    /** Like {@link #drain}, but running requests are broken off. */
    public List<Decision<W>> stopAll(String sentence, Instant now) {
        var decisions = new ArrayList<>(drain(sentence, now));
        for (var member : members.all()) {
            if (member.state == State.LEAVING) {
                stop(member, sentence, decisions, now);
            }
        }
        return decisions;
    }

    private List<Decision<W>> leaveAll(String why, Instant now) {
        var decisions = new ArrayList<Decision<W>>();
        queue.keySet().forEach(waiter -> decisions.add(new Refuse<>(waiter, refusal.reason(), refusal.sentence())));
        queue.clear();
        members.all().stream().filter(Member::isAlive).forEach(member -> leave(member, why, decisions, now));
        return decisions;
    }

    /** Takes all waiting requests out, with their deadlines, in order: they wait at another pool from now on. */
    public Map<W, Instant> handOver() {
        var taken = new LinkedHashMap<W, Instant>();
        queue.forEach((waiter, waiting) -> taken.put(waiter, waiting.deadline()));
        queue.clear();
        return taken;
    }

    /** What its ready instances use now, together. {@link #tick} acts on it. */
    public void observe(double busyProcessors, Instant now) {
        demand.processors(busyProcessors, now);
        heat = heat.observe(rules, busyProcessors, members.alive(), now);
    }

    /** Time has passed. */
    public List<Decision<W>> tick(Instant now) {
        var decisions = new ArrayList<Decision<W>>();
        expire(decisions, now);
        for (var member : members.all()) {
            if (member.state == State.LEAVING && !now.isBefore(member.leavesBy)) {
                stop(member, member.leavesFor, decisions, now);
            }
            if (member.state == State.READY && !now.isBefore(member.readyAt.plus(rules.healthyAfter()))) {
                pause.healthy();
            }
        }
        shrink(decisions, now);
        giveUpSurplus(decisions, now);
        decisions.addAll(settle(now));
        return decisions;
    }

    private void expire(List<Decision<W>> decisions, Instant now) {
        queue.entrySet().removeIf(entry -> {
            boolean late = !now.isBefore(entry.getValue().deadline());
            if (late) {
                decisions.add(new Refuse<>(entry.getKey(), Reason.TIMED_OUT, whyNothingCameFree()));
            }
            return late;
        });
    }

    private String whyNothingCameFree() {
        if (mode == Mode.PREPARING) {
            return "The version is not built yet";
        }
        if (lacksRoom) {
            return "This node has no memory left for another instance";
        }
        long ready = members.all().stream()
                .filter(member -> member.state == State.READY)
                .count();
        return ready == 0 ? "The program was still starting" : "All " + ready + " instances were busy all the time";
    }

    private void shrink(List<Decision<W>> decisions, Instant now) {
        if (mode != Mode.SERVING || rules.idleGrace().isEmpty() && members.alive() <= rules.instancesMax()) {
            return;
        }
        int ready = (int) members.all().stream()
                .filter(member -> member.state == State.READY)
                .count();
        if (ready <= floor() && ready <= rules.instancesMax()) {
            return;
        }
        var grace =
                ready > rules.instancesMax() ? Duration.ZERO : rules.idleGrace().orElse(Duration.ZERO);
        members.longestIdle()
                .filter(member -> !now.isBefore(member.idleSince.plus(grace)))
                .ifPresent(member -> stop(member, "idle", decisions, now));
    }

    /**
     * What the pool wants elsewhere, or not at all, goes although it has requests: those finish, new ones go where it is
     * wanted. One that was started for requests that waited has a minute to show in the load that it is needed.
     */
    private void giveUpSurplus(List<Decision<W>> decisions, Instant now) {
        if (share == null || mode != Mode.SERVING || members.alive() <= share.wanted()) {
            surplusSince = Instant.MAX;
            return;
        }
        surplusSince = surplusSince.equals(Instant.MAX) ? now : surplusSince;
        var grace = share.wanted() == 0 ? LEAVES_AFTER : SURPLUS_AFTER;
        if (queue.isEmpty() && !now.isBefore(surplusSince.plus(grace))) {
            members.leastBusy().ifPresent(member -> leave(member, "wanted on other nodes", decisions, now));
            surplusSince = Instant.MAX;
        }
    }

    private int floor() {
        int busy = members.all().stream().mapToInt(member -> member.running).sum();
        int forLoad = rules.spare() == 0 ? 0 : Math.ceilDiv(busy, rules.target()) + rules.spare();
        return Math.min(rules.instancesMax(), Math.max(rules.instancesMin(), forLoad));
    }

    /** Gives what is free to who waits, and starts what is missing. */
    private List<Decision<W>> settle(Instant now) {
        if (queue.isEmpty() && mode != Mode.SERVING) {
            return finishLeaving(now);
        }
        var decisions = new ArrayList<Decision<W>>();
        decisions.addAll(finishLeaving(now));
        if (mode != Mode.SERVING) {
            return decisions;
        }
        giveToWaiting(decisions, now);
        if (pause.isHopeless() && !pause.isOver(now) && members.alive() == 0) {
            var sentence = pause.sentence(now);
            queue.keySet().forEach(waiter -> decisions.add(new Refuse<>(waiter, Reason.CANNOT_START, sentence)));
            queue.clear();
        }
        if (pause.isOver(now) && !now.isBefore(noRoomUntil)) {
            grow(decisions, now);
        }
        return decisions;
    }

    private void giveToWaiting(List<Decision<W>> decisions, Instant now) {
        var waiting = queue.entrySet().iterator();
        while (waiting.hasNext()) {
            var place = members.freePlace(rules, heat.needsAll(members.ready()));
            if (place == null) {
                return;
            }
            var next = waiting.next();
            waiting.remove();
            place.running++;
            boolean cold = place.readyAt.isAfter(next.getValue().arrived());
            decisions.add(new Give<>(next.getKey(), place.id, cold));
        }
    }

    private void grow(List<Decision<W>> decisions, Instant now) {
        int starting = 0;
        int ready = 0;
        int busy = 0;
        for (var member : members.all()) {
            starting += member.state == State.STARTING ? 1 : 0;
            ready += member.state == State.READY ? 1 : 0;
            busy += member.isAlive() ? member.running : 0;
        }
        var oldest =
                queue.isEmpty() ? Instant.MAX : queue.values().iterator().next().arrived();
        growth = growth.observe(rules, busy + queue.size(), starting + ready, now);
        int more = growth.starts(rules, new Growth.Seen(starting, ready, busy, queue.size(), oldest, floor()), now);
        // A program that is too busy although nobody waits: one more at a time, and only when visitors are the cause.
        boolean hot = more == 0 && busy > 0 && starting == 0 && heat.isTooHot(now);
        for (int i = 0; i < (hot ? 1 : more); i++) {
            var why = hot ? "the others are too busy" : startReason(starting + ready);
            var member = new Member(names.get(), why, now);
            members.add(member);
            decisions.add(new Start<>(member.id, why));
        }
    }

    private String startReason(int alive) {
        if (queue.isEmpty()) {
            return pause.hasCrashed() ? "replaces one that ended" : "kept ready";
        }
        var requests = queue.size() == 1 ? "1 request" : queue.size() + " requests";
        return alive == 0 ? "woke for " + requests : requests + " waited";
    }

    private List<Decision<W>> finishLeaving(Instant now) {
        var decisions = List.<Decision<W>>of();
        for (var member : members.all()) {
            if (member.state == State.LEAVING && member.running == 0) {
                decisions = decisions.isEmpty() ? new ArrayList<>() : decisions;
                stop(member, member.leavesFor, decisions, now);
            }
        }
        return decisions;
    }

    private void leave(Member member, String why, List<Decision<W>> decisions, Instant now) {
        if (member.running == 0) {
            stop(member, why, decisions, now);
        } else {
            member.leavesFor = why;
            member.leavesBy = now.plus(rules.drainGrace());
            member.enter(State.LEAVING, now);
        }
    }

    private void stop(Member member, String why, List<Decision<W>> decisions, Instant now) {
        member.leavesFor = why;
        member.enter(State.STOPPING, now);
        decisions.add(new Stop<>(member.id, why));
    }

    /** True while something depends on the next few milliseconds. */
    public boolean isUrgent() {
        return !queue.isEmpty() || growth.isPressed();
    }

    /** It was told to drain, and nothing of it is left. */
    public boolean isDrained() {
        return mode == Mode.DRAINING && members.isEmpty();
    }

    /** What a request finds here now; {@code ready}: instances can be started. */
    public VersionRoom room(boolean ready, Instant now) {
        int instances = 0;
        int starting = 0;
        int free = 0;
        int running = 0;
        for (var member : members.all()) {
            if (member.state == State.READY) {
                instances++;
                free += Math.max(0, rules.concurrency() - member.running);
                running += member.running;
            }
            starting += member.state == State.STARTING ? 1 : 0;
        }
        boolean held = mode == Mode.PREPARING || mode == Mode.SERVING;
        return new VersionRoom(
                held, ready, instances, held ? free : 0, running, queue.size(), starting, demand.load(now));
    }

    public int waiting() {
        return queue.size();
    }

    /** The reason of the last crash, while the pause after it lasts and nothing runs. */
    public Optional<String> pausing(Instant now) {
        return pause.hasCrashed() && !pause.isOver(now) && members.isEmpty()
                ? Optional.of(pause.lastWhy())
                : Optional.empty();
    }

    public List<MemberView> view() {
        return members.view();
    }
}
