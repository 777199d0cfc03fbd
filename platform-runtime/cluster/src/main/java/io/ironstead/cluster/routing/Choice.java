package io.ironstead.cluster.routing;

import io.ironstead.model.VersionRoom;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/*
 *   a free place here                          -> here
 *   else a peer with a free place              -> there: of two at random the one with more left
 *   else the bundle is ready here              -> here: an instance wakes, or the request waits its turn, whichever is
 *                                                 sooner; but an hour-long queue here is no reason to stay when a peer
 *                                                 has a shorter one
 *   else a peer has it ready                   -> there, the one with the fewest waiting
 *   else it may run here one day               -> here: the request waits for the build
 *   else a peer may run it                     -> there
 */
/** Where one request goes. Pure: the same knowledge and the same dice give the same answer. */
final class Choice {
    private Choice() {}

    /**
     * A peer as one request sees it.
     *
     * @param sent requests of this node that it does not tell of yet
     */
    record Option(PeerPlace place, VersionRoom room, int sent) {
        int free() {
            return room.free() - sent;
        }

        int waiting() {
            return room.waiting() + Math.max(0, -free());
        }
    }

    /**
     * @param peers none that is being emptied
     * @param dice gives a number below its argument
     * @return null: here
     */
    static @Nullable PeerPlace of(VersionRoom here, List<Option> peers, IntUnaryOperator dice) {
        if (peers.isEmpty() || (here.held() && here.free() > 0)) {
            return null;
        }
        var roomy = peers.stream()
                .filter(peer -> peer.room().held() && peer.free() > 0)
                .toList();
        if (!roomy.isEmpty()) {
            var one = roomy.get(dice.applyAsInt(roomy.size()));
            var other = roomy.get(dice.applyAsInt(roomy.size()));
            return (one.free() >= other.free() ? one : other).place();
        }
        var able = peers.stream()
                .filter(peer -> peer.room().held() && peer.room().ready())
                .toList();
        if (here.held() && here.ready()) {
            var least = least(
                    able.stream().filter(peer -> peer.room().instances() > 0).toList());
            return least != null && least.waiting() * 2 + 1 < here.waiting() ? least.place() : null;
        }
        var ready = least(able);
        if (ready != null) {
            return ready.place();
        }
        if (here.held()) {
            return null;
        }
        var willing = least(peers.stream().filter(peer -> peer.room().held()).toList());
        return willing == null ? null : willing.place();
    }

    static @Nullable Option least(List<Option> peers) {
        return peers.stream()
                .min(java.util.Comparator.comparingInt(Option::waiting)
                        .thenComparingInt(peer -> -peer.room().instances()))
                .orElse(null);
    }
}
