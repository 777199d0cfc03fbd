package io.ironstead.datastore.log;

/**
 * A place in a log.
 *
 * @param epoch whose slot it is; 0 when that is not known
 * @param lsn counted from 1 over all epochs; 0 before the first
 */
public record LogPosition(long epoch, long lsn) {
    public static final LogPosition START = new LogPosition(0, 0);
}
