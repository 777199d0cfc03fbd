package io.ironstead.datastore.tablet;

import org.jspecify.annotations.Nullable;

/** Builds composite indexes in the background, whenever there is one to build. */
final class IndexBuilding implements AutoCloseable {
    private final IndexBuilder builder;
    private final String application;
    private @Nullable Thread building;

    IndexBuilding(IndexBuilder builder, String application) {
        this.builder = builder;
        this.application = application;
    }

    /** See {@link IndexBuilder#removeUnused()}. */
    void removeUnused() {
        builder.removeUnused();
    }

    /** Has the indexes built that wait for it, if they are not being built already. */
    synchronized void begin() {
        if (builder.hasWork() && (building == null || !building.isAlive())) {
            building = Thread.ofVirtual()
                    .name("datastore " + application + " indexes")
                    .start(this::run);
        }
    }

    private void run() {
        while (true) {
            boolean built = builder.buildAll();
            synchronized (this) {
                // Who declares an index later finds no builder, and starts one.
                if (!built && (Thread.currentThread().isInterrupted() || !builder.hasWork())) {
                    building = null;
                    return;
                }
            }
        }
    }

    /** Returns when nothing is built any more. */
    @Override
    public void close() {
        Thread builds;
        synchronized (this) {
            builds = building;
        }
        if (builds == null) {
            return;
        }
        builds.interrupt();
        boolean interrupted = false;
        while (builds.isAlive()) {
            try {
                builds.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
