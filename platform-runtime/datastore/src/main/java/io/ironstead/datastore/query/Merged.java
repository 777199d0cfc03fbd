package io.ironstead.datastore.query;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The positions that any of several walks has, each once. */
final class Merged implements Walk {
    private final List<Walk> all;
    private final List<Walk> live = new ArrayList<>();
    private byte[] position = Bytes.NONE;
    private boolean further;
    private boolean started;
    private boolean cutShort;

    Merged(List<Walk> walks) {
        this.all = List.copyOf(walks);
    }

    static Walk of(List<Walk> walks) {
        return walks.size() == 1 ? walks.getFirst() : new Merged(walks);
    }

    @Override
    public boolean next() {
        if (!started) {
            return advance(Bytes.NONE);
        }
        byte[] here = position;
        step(walk -> Bytes.compare(walk.position(), here) > 0 || walk.next());
        return choose();
    }

    @Override
    public boolean advance(byte[] target) {
        if (!started) {
            started = true;
            live.addAll(all);
        } else if (Bytes.compare(position, target) >= 0) {
            return !live.isEmpty();
        }
        step(walk -> walk.advance(target));
        return choose();
    }

    private void step(Predicate<Walk> step) {
        live.removeIf(walk -> {
            boolean ended = !step.test(walk);
            // What follows in the others may belong behind what this one could not tell.
            cutShort |= ended && walk.cutShort();
            return ended;
        });
    }

    private boolean choose() {
        if (cutShort) {
            live.clear();
        }
        if (live.isEmpty()) {
            return false;
        }
        position = live.stream().map(Walk::position).min(Bytes::compare).orElseThrow();
        further = live.stream().anyMatch(walk -> walk.further() && Bytes.compare(walk.position(), position) == 0);
        return true;
    }

    @Override
    public byte[] position() {
        return position;
    }

    @Override
    public boolean further() {
        return further;
    }

    @Override
    public boolean cutShort() {
        return cutShort;
    }

    @Override
    public void close() {
        all.forEach(Walk::close);
    }
}
