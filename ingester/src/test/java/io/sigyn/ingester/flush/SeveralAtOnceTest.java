package io.sigyn.ingester.flush;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SeveralAtOnceTest {
    private static final List<Integer> TWELVE = IntStream.range(0, 12).boxed().toList();

    @Test
    void as_many_are_worked_on_at_once_as_there_are_threads() throws IOException {
        CyclicBarrier all = new CyclicBarrier(4); // nobody ends before four have begun
        Set<Integer> done = ConcurrentHashMap.newKeySet();
        SeveralAtOnce.run(TWELVE, 4, one -> {
            try {
                all.await();
            } catch (InterruptedException | BrokenBarrierException e) {
                throw new IOException(e);
            }
            done.add(one);
        });
        assertThat(done).hasSize(12);
    }

    @Test
    void one_thread_does_it_in_order_on_the_callers_thread() throws IOException {
        List<Integer> done = new ArrayList<>();
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        SeveralAtOnce.run(TWELVE, 1, one -> {
            done.add(one);
            threads.add(Thread.currentThread());
        });
        assertThat(done).isEqualTo(TWELVE);
        assertThat(threads).containsExactly(Thread.currentThread());
    }

    @Test
    void a_failure_is_thrown_and_nothing_is_begun_after_it() {
        Set<Integer> begun = ConcurrentHashMap.newKeySet();
        assertThatThrownBy(() -> SeveralAtOnce.run(TWELVE, 1, one -> {
                    begun.add(one);
                    if (one == 3) {
                        throw new IOException("the store is away");
                    }
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("the store is away");
        assertThat(begun).containsExactlyInAnyOrder(0, 1, 2, 3);
        assertThatThrownBy(() -> SeveralAtOnce.run(TWELVE, 4, one -> {
                    throw new IllegalStateException("wrong");
                }))
                .isInstanceOf(IllegalStateException.class);
    }
}
