package io.ironstead.cluster.placement;

import io.ironstead.cluster.placement.PoolPicture.Seat;
import io.ironstead.cluster.placement.PoolPicture.VersionPicture;
import java.util.ArrayList;
import java.util.List;

/** One version while it is being placed: where it has instances, and where it is to have them. */
final class Placing {
    /** What an instance is taken to use of a processor, at least: nobody knows what a new one will. */
    private static final double PROCESSORS_MIN = 0.02;

    final VersionPicture picture;
    final Need need;
    final long memoryBytes;
    /** Of one instance, when the load is spread evenly over all that are needed. */
    final double processors;

    final double processorsPeak;
    final List<Spot> spots = new ArrayList<>(4);
    int given;
    int unplaced;

    /** A node with instances of it, or that is to have some. */
    static final class Spot {
        final int node;
        final int starting;
        final int ready;
        int given;

        Spot(int node, int starting, int ready) {
            this.node = node;
            this.starting = starting;
            this.ready = ready;
        }

        int present() {
            return starting + ready;
        }
    }

    Placing(VersionPicture picture, Bins bins) {
        this.picture = picture;
        this.need = Need.of(picture.wish(), picture.load());
        this.memoryBytes = picture.wish().memoryBytes();
        int instances = Math.max(1, need.all());
        this.processors = Math.max(PROCESSORS_MIN, picture.load().processors() / instances);
        this.processorsPeak = Math.max(PROCESSORS_MIN, picture.load().processorsPeak() / instances);
        for (Seat seat : picture.seats()) {
            var node = bins.find(seat.node());
            if (node != null && seat.instances() > 0) {
                spots.add(new Spot(node, seat.starting(), seat.ready()));
            }
        }
    }

    private int find(int node) {
        for (int i = 0; i < spots.size(); i++) {
            if (spots.get(i).node == node) {
                return i;
            }
        }
        return -1;
    }

    int given(int node) {
        int at = find(node);
        return at < 0 ? 0 : spots.get(at).given;
    }

    int present(int node) {
        int at = find(node);
        return at < 0 ? 0 : spots.get(at).present();
    }

    void give(int node) {
        int at = find(node);
        if (at < 0) {
            spots.add(new Spot(node, 0, 0));
            at = spots.size() - 1;
        }
        spots.get(at).given++;
        given++;
    }

    void take(int node) {
        spots.get(find(node)).given--;
        given--;
    }

    /** On how many nodes it is to be. */
    int nodes() {
        int nodes = 0;
        for (var spot : spots) {
            nodes += spot.given > 0 ? 1 : 0;
        }
        return nodes;
    }

    int ready() {
        int ready = 0;
        for (var spot : spots) {
            ready += spot.ready;
        }
        return ready;
    }
}
