package io.ironstead.datastore.query;

import java.util.Arrays;
import java.util.Collection;
import java.util.TreeSet;

/** Positions that are already known. */
final class Listed implements Walk {
    private final TreeSet<byte[]> rest = new TreeSet<>(Arrays::compareUnsigned);
    private byte[] position = Bytes.NONE;

    Listed(Collection<byte[]> positions) {
        rest.addAll(positions);
    }

    @Override
    public boolean next() {
        if (rest.isEmpty()) {
            return false;
        }
        position = rest.removeFirst();
        return true;
    }

    @Override
    public boolean advance(byte[] target) {
        boolean there = position.length > 0 && Bytes.compare(position, target) >= 0;
        while (!there && next()) {
            there = Bytes.compare(position, target) >= 0;
        }
        return there;
    }

    @Override
    public byte[] position() {
        return position;
    }

    @Override
    public boolean further() {
        return false;
    }

    @Override
    public void close() {}
}
