package io.sigyn.ingester;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.storage.Seeds;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * The power goes, or the process dies, at any operation of pushes, rotations, flushes, commits, merges, retention, deletions,
 * sweeps and recoveries: with log and objects on one disk that fails and fills up besides, or with objects in a remote store
 * that fails before and after the fact, shared by two processes. {@code -Dsigyn.crash.states=N} for more of them; a failure
 * prints the seed that replays it alone.
 */
class WholeLifeTest {
    private static final int STATES = Integer.getInteger("sigyn.crash.states", 20_000);

    @Test
    void what_was_acknowledged_is_found_exactly_once_and_nothing_that_was_not_sent() {
        AtomicInteger states = new AtomicInteger();
        AtomicInteger merges = new AtomicInteger();
        AtomicInteger deletions = new AtomicInteger();
        Seeds.forEach(STATES / WholeLife.LIVES, seed -> {
            WholeLife life = new WholeLife(seed);
            life.run();
            states.addAndGet(life.crashes());
            merges.addAndGet(life.merges());
            deletions.addAndGet(life.appliedDeletions());
        });
        System.out.printf(
                "%d crash states, %d merges, %d deletions applied%n", states.get(), merges.get(), deletions.get());
        if (Long.getLong("sigyn.seed") == null && STATES > 1000) {
            assertThat(merges.get()).as("merges").isGreaterThan(STATES / 20);
            assertThat(deletions.get()).as("applied deletions").isPositive();
        }
    }
}
