package io.ironstead.datastore.query;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Adds columns that are the same in all positions of a walk: an equality filter of one alternative makes constant what another
 * alternative sorts by.
 */
final class Widened implements Walk {
    private final Walk walk;
    private final Columns inner;
    private final List<Optional<byte[]>> constants;
    private final byte[] prefix;
    private byte[] position = Bytes.NONE;

    /**
     * @param inner the walk's own columns
     * @param constants one for each column of the result, directed; empty for those of the walk
     */
    private Widened(Walk walk, Columns inner, List<Optional<byte[]>> constants) {
        this.walk = walk;
        this.inner = inner;
        this.constants = constants;
        this.prefix = Bytes.concat(constants.stream()
                .takeWhile(Optional::isPresent)
                .map(Optional::orElseThrow)
                .toArray(byte[][]::new));
    }

    static Walk of(Walk walk, Columns inner, List<Optional<byte[]>> constants) {
        return constants.stream().allMatch(Optional::isEmpty) ? walk : new Widened(walk, inner, constants);
    }

    @Override
    public boolean next() {
        return widen(walk.next());
    }

    @Override
    public boolean advance(byte[] target) {
        if (position.length > 0 && Bytes.compare(position, target) >= 0) {
            return true;
        }
        boolean found;
        if (Bytes.startsWith(target, prefix) && prefix.length == constantLength()) {
            byte[] rest = Arrays.copyOfRange(target, prefix.length, target.length);
            return widen(walk.advance(rest));
        }
        found = next();
        while (found && Bytes.compare(position, target) < 0) {
            found = next();
        }
        return found;
    }

    private int constantLength() {
        return constants.stream()
                .flatMap(Optional::stream)
                .mapToInt(constant -> constant.length)
                .sum();
    }

    private boolean widen(boolean there) {
        if (there) {
            var own = inner.split(walk.position()).iterator();
            var parts = new ArrayList<byte[]>();
            for (var constant : constants) {
                parts.add(constant.orElseGet(own::next));
            }
            parts.add(own.next());
            position = Bytes.concat(parts.toArray(byte[][]::new));
        }
        return there;
    }

    @Override
    public byte[] position() {
        return position;
    }

    @Override
    public boolean further() {
        return walk.further();
    }

    @Override
    public boolean cutShort() {
        return walk.cutShort();
    }

    @Override
    public void close() {
        walk.close();
    }
}
