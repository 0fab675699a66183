package io.sigyn.ingester.validate;

/** So many bytes a second, and a burst at once. A step of the clock backwards gives nothing. Thread-safe. */
final class TokenBucket {
    private double tokens;
    private long updatedNanos;
    private boolean used;

    /** Takes bytes if they are there, all or none. */
    synchronized boolean take(long bytes, double ratePerSecond, double burst, long nowNanos) {
        if (!used) {
            tokens = burst;
            used = true;
        } else if (nowNanos > updatedNanos) {
            tokens += (nowNanos - updatedNanos) / 1e9 * ratePerSecond;
        }
        updatedNanos = nowNanos;
        tokens = Math.min(tokens, burst);
        if (bytes > tokens) {
            return false;
        }
        tokens -= bytes;
        return true;
    }
}
