package io.sigyn.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sigyn.storage.CorruptDataException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SingleFlightCacheTest {
    private final SingleFlightCache<String, String> cache = new SingleFlightCache<>(1000, (key, value) -> 1);

    /** Asks for a key that another thread is loading, and lets that one fail once the asking one waits for it. */
    private CompletableFuture<String> askWhileAnotherFails(IOException failure) throws InterruptedException {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch fails = new CountDownLatch(1);
        Thread first = new Thread(() -> {
            try {
                cache.get("k", () -> {
                    loading.countDown();
                    awaitOrFail(fails);
                    throw failure;
                });
            } catch (IOException expected) {
                assertThat(expected).isSameAs(failure);
            }
        });
        first.start();
        loading.await();
        CompletableFuture<String> answer = new CompletableFuture<>();
        Thread second = new Thread(() -> {
            try {
                answer.complete(cache.get("k", () -> "whole"));
            } catch (IOException e) {
                answer.completeExceptionally(e);
            }
        });
        second.start();
        while (second.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        fails.countDown();
        return answer;
    }

    private static void awaitOrFail(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void who_waited_for_what_came_damaged_to_another_looks_for_himself() throws Exception {
        CorruptDataException damage = new CorruptDataException("section", "f", 0, "crc 1", "crc 2", "Read it again");
        assertThat(askWhileAnotherFails(damage).get()).isEqualTo("whole");
    }

    @Test
    void who_waited_for_a_store_that_failed_is_told_so() throws Exception {
        assertThatThrownBy(() -> askWhileAnotherFails(new IOException("503")).get())
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("loading k failed for another: 503");
        assertThat(cache.get("k", () -> "later")).isEqualTo("later");
    }
}
