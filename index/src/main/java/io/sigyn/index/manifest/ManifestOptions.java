package io.sigyn.index.manifest;

import java.io.InterruptedIOException;

/**
 * How chains are kept.
 *
 * @param wholeUpToSegments a manifest with so few segments is put whole by each commit
 * @param wholeEvery otherwise one commit in so many is whole, and now and then old ones are deleted
 * @param keptCommits how many are kept before the newest whole one
 * @param pause between attempts of a request that failed
 */
record ManifestOptions(int wholeUpToSegments, int wholeEvery, int keptCommits, Pause pause) {
    static final ManifestOptions DEFAULT = new ManifestOptions(64, 32, 128, Pause.REAL);

    /** Waits before the n-th attempt, counted from 0. */
    interface Pause {
        Pause REAL = attempt -> {
            try {
                Thread.sleep(attempt == 0 ? 0 : 50L << attempt);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while committing to a manifest");
            }
        };

        void before(int attempt) throws InterruptedIOException;
    }
}
