package io.ironstead.datastore.standby;

/** How a standby hears a leader. */
@FunctionalInterface
public interface FeedSource {

    /** Begins to hear; the first message is a {@link FeedMessage.Begin}. */
    Hearing hear() throws LostException, InterruptedException;

    /** One connection. */
    interface Hearing extends AutoCloseable {
        /** Waits for the next message. */
        FeedMessage next() throws LostException, InterruptedException;

        @Override
        void close();
    }

    /** The leader is not there, leads no more, or told this standby to begin again because it was too slow. */
    final class LostException extends Exception {
        private static final long serialVersionUID = 1;

        public LostException(String why) {
            super(why);
        }

        public LostException(String why, Throwable cause) {
            super(why, cause);
        }
    }
}
