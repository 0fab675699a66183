package io.sigyn.index.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InterruptedIOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RestingPaceTest {
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong slept = new AtomicLong();
    private final RestingPace pace = new RestingPace(busy::get, nanos::get, millis -> {
        slept.addAndGet(millis);
        nanos.addAndGet(millis * 1_000_000);
    });

    @Test
    void it_rests_for_half_of_the_time_that_it_worked() throws InterruptedIOException {
        work(100, 12);
        assertThat(slept.get()).isEqualTo(600);
    }

    @Test
    void while_others_need_the_processors_it_works_a_tenth_of_the_time() throws InterruptedIOException {
        busy.set(true);
        work(100, 12);
        assertThat(slept.get()).isEqualTo(100 * 12 * 9);
    }

    @Test
    void a_rest_is_short_however_long_a_step_took_so_that_the_work_is_done_some_day() throws InterruptedIOException {
        busy.set(true);
        work(1, 10_000);
        assertThat(slept.get()).isEqualTo(200);
    }

    private void work(int steps, long millis) throws InterruptedIOException {
        for (int i = 0; i < steps; i++) {
            nanos.addAndGet(millis * 1_000_000);
            pace.step(1);
        }
    }
}
