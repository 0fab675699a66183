package io.sigyn.querier;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.index.RowSource.StreamStats;
import io.sigyn.model.TimeRange;
import org.junit.jupiter.api.Test;

class StatsSumTest {
    private static final long T0 = 1_704_067_200_000_000_000L;

    @Test
    void a_single_entry_counts_as_a_whole_however_late_its_time() {
        assertThat(share(T0, T0, T0 - 1, T0 + 2)).isEqualTo(1);
        assertThat(share(T0, T0, T0, T0 + 1)).isEqualTo(1);
        assertThat(share(T0, T0, T0 + 1, T0 + 9)).isZero();
    }

    @Test
    void of_several_entries_the_part_in_the_range_counts() {
        assertThat(share(T0, T0 + 99, T0 + 50, T0 + 500)).isEqualTo(0.5);
        assertThat(share(T0, T0 + 99, T0 - 50, T0 + 25)).isEqualTo(0.25);
    }

    private static double share(long first, long last, long from, long end) {
        return StatsSum.share(new StreamStats(first, last, 2, 10, 1, () -> 0), new TimeRange(from, end));
    }
}
