package io.ironstead.datastore.query;

/** One position. */
final class Single implements Walk {
    private final byte[] position;
    private boolean visited;

    Single(byte[] position) {
        this.position = position;
    }

    @Override
    public boolean next() {
        boolean first = !visited;
        visited = true;
        return first;
    }

    @Override
    public boolean advance(byte[] target) {
        visited = true;
        return Bytes.compare(position, target) >= 0;
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
