package io.ironstead.datastore.query;

import java.util.List;

/**
 * The positions that several walks have in common. Each walk leaps to where the others are, so what is read grows with the
 * rarest of them.
 */
final class Zigzag implements Walk {
    private final List<Walk> walks;

    Zigzag(List<Walk> walks) {
        this.walks = List.copyOf(walks);
    }

    static Walk of(List<Walk> walks) {
        return walks.size() == 1 ? walks.getFirst() : new Zigzag(walks);
    }

    @Override
    public boolean next() {
        return walks.getFirst().next() && align(walks.getFirst().position());
    }

    @Override
    public boolean advance(byte[] target) {
        return align(target);
    }

    private boolean align(byte[] least) {
        byte[] target = least;
        int agreed = 0;
        for (int i = 0; agreed < walks.size(); i = (i + 1) % walks.size()) {
            var walk = walks.get(i);
            if (!walk.advance(target)) {
                return false;
            }
            agreed = Bytes.compare(walk.position(), target) == 0 ? agreed + 1 : 1;
            target = walk.position();
        }
        return true;
    }

    @Override
    public byte[] position() {
        return walks.getFirst().position();
    }

    @Override
    public boolean further() {
        return walks.stream().anyMatch(Walk::further);
    }

    @Override
    public void close() {
        walks.forEach(Walk::close);
    }
}
