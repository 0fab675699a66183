package io.sigyn.ingester.flush;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Does something for each of many, several at once, as suits work that mostly waits. After a failure nothing more is begun,
 * and what was begun is waited for. For one call.
 */
final class SeveralAtOnce<T> {
    private final ConcurrentLinkedQueue<T> left;
    private final Work<T> work;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    private SeveralAtOnce(Collection<T> all, Work<T> work) {
        this.left = new ConcurrentLinkedQueue<>(all);
        this.work = work;
    }

    /** What is done for one of them. */
    interface Work<T> {
        void accept(T one) throws IOException;
    }

    /**
     * Returns when all is done. With one thread, the caller's, it is done in order.
     *
     * @throws IOException the first failure
     */
    static <T> void run(Collection<T> all, int threads, Work<T> work) throws IOException {
        SeveralAtOnce<T> run = new SeveralAtOnce<>(all, work);
        List<Thread> others = new ArrayList<>();
        for (int i = 1; i < Math.min(threads, all.size()); i++) {
            Thread other = new Thread(run::takeTurns, "flush-tenant-" + i);
            other.setDaemon(true);
            other.start();
            others.add(other);
        }
        run.takeTurns();
        run.await(others);
        run.throwFailure();
    }

    @SuppressWarnings("PMD.AvoidCatchingThrowable") // it is thrown on the caller's thread
    private void takeTurns() {
        try {
            for (T one = left.poll(); one != null && failure.get() == null; one = left.poll()) {
                work.accept(one);
            }
        } catch (Throwable e) {
            failure.compareAndSet(null, e);
        }
    }

    private void await(List<Thread> others) {
        boolean interrupted = false;
        for (Thread other : others) {
            while (other.isAlive()) {
                try {
                    other.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                    failure.compareAndSet(null, new InterruptedIOException("interrupted while tenants were flushed"));
                    others.forEach(Thread::interrupt);
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void throwFailure() throws IOException {
        Throwable cause = failure.get();
        if (cause instanceof IOException e) {
            throw e;
        } else if (cause instanceof RuntimeException e) {
            throw e;
        } else if (cause instanceof Error e) {
            throw e;
        }
    }
}
