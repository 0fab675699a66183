package io.sigyn.querier.scan;

import io.sigyn.querier.QueryException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Hands numbered tasks to a few workers, one at a time and in order, and waits for all of them. A worker gives its thread
 * back after every task, so that tenants can take turns. The first failure stops the others and is thrown; when {@link
 * #run} returns or throws, no worker runs any more.
 */
final class BlockLoop<W extends BlockLoop.Worker> {
    private final QueryContext context;
    private final int tasks;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    private BlockLoop(QueryContext context, int tasks) {
        this.context = context;
        this.tasks = tasks;
    }

    /** State of its own for each thread that works for a query. */
    interface Worker {
        /** Does one task; false says that no later task can matter. */
        boolean work(int task) throws IOException;
    }

    /** Runs all tasks and returns the workers that took part. */
    static <W extends Worker> List<W> run(QueryContext context, int tasks, Supplier<W> workers) {
        context.check();
        int count = Math.min(tasks, context.executor().threads());
        List<W> all = new ArrayList<>(Math.max(count, 1));
        for (int i = 0; i < count; i++) {
            all.add(workers.get());
        }
        BlockLoop<W> loop = new BlockLoop<>(context, tasks);
        if (count == 1) {
            loop.runHere(all.get(0));
        } else if (count > 1) {
            loop.runOnThreads(all);
        }
        loop.throwFailure();
        return all;
    }

    /** A single worker runs on the caller's thread, which would only wait. */
    private void runHere(W worker) {
        boolean more = true;
        while (more) {
            more = step(worker);
        }
    }

    private void runOnThreads(List<W> workers) {
        CountDownLatch running = new CountDownLatch(workers.size());
        for (W worker : workers) {
            submit(worker, running);
        }
        boolean interrupted = false;
        while (true) {
            try {
                running.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
                failure.compareAndSet(
                        null, new QueryException(QueryException.Kind.CANCELLED, "the query was interrupted"));
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void submit(W worker, CountDownLatch running) {
        long submitted = System.nanoTime();
        context.executor().submit(context.tenant(), () -> {
            context.counters().queueNanos.add(System.nanoTime() - submitted);
            boolean more = false;
            try {
                more = step(worker);
                if (more) {
                    submit(worker, running);
                }
            } catch (RuntimeException e) { // the executor was closed meanwhile
                failure.compareAndSet(null, e);
                more = false;
            } finally {
                if (!more) {
                    running.countDown();
                }
            }
        });
    }

    /** One task; false if there is nothing more to do for this worker. */
    @SuppressWarnings("PMD.AvoidCatchingThrowable") // whatever ends a task has to reach the query's own thread
    private boolean step(W worker) {
        if (failure.get() != null) {
            return false;
        }
        int task = next.getAndIncrement();
        if (task >= tasks) {
            return false;
        }
        try {
            context.check();
            if (!worker.work(task)) {
                next.set(tasks);
                return false;
            }
            return true;
        } catch (Throwable e) {
            failure.compareAndSet(null, e);
            return false;
        }
    }

    private void throwFailure() {
        Throwable cause = failure.get();
        if (cause instanceof IOException e) {
            throw new UncheckedIOException(e);
        } else if (cause instanceof Error e) {
            throw e;
        } else if (cause instanceof RuntimeException e) {
            throw e;
        } else if (cause != null) {
            throw new IllegalStateException(cause);
        }
    }
}
