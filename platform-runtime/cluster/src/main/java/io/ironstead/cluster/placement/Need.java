package io.ironstead.cluster.placement;

/**
 * How many instances one version should have in the whole pool.
 *
 * @param firm carry what is asked now, or are promised by its descriptor
 * @param all the same, and those that stay for what was asked some minutes ago; they go first when memory is short
 */
record Need(int firm, int all) {
    static Need of(VersionWish wish, VersionLoad load) {
        int promised = wish.min();
        int now = Math.max(promised, forLoad(wish, load.requests(), load.processors()));
        int lately = Math.max(now, forLoad(wish, load.requestsPeak(), load.processorsPeak()));
        if (lately == 0 && load.idleSeconds() < wish.idleGrace().toMillis() / 1000.0) {
            lately = 1;
        }
        return new Need(Math.min(wish.max(), now), Math.min(wish.max(), lately + wish.spare()));
    }

    private static int forLoad(VersionWish wish, double requests, double processors) {
        double most = Math.max(requests / wish.target(), processors / wish.processorTarget());
        // What an average over seconds leaves of a request that is long over is no reason for an instance.
        return most < 0.001 ? 0 : (int) Math.min(wish.max(), Math.ceil(most));
    }
}
