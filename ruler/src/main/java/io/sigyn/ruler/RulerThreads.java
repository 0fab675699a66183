package io.sigyn.ruler;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * What a ruler runs on: {@code reads} looks at the store, one look at a time; {@code evaluations} asks queries. {@link #direct}
 * does all at once, for tests. Thread-safe.
 */
public record RulerThreads(Executor reads, Executor evaluations, Runnable end) {
    private static final long CLOSE_SECONDS = 2;

    /** Threads of its own. */
    public static RulerThreads start(int evaluationThreads) {
        ExecutorService reads = Executors.newSingleThreadExecutor(task -> daemon(task, "rule-store"));
        ExecutorService evaluations =
                Executors.newFixedThreadPool(evaluationThreads, task -> daemon(task, "rule-evaluation"));
        return new RulerThreads(reads, evaluations, () -> {
            reads.shutdownNow();
            evaluations.shutdownNow();
            try {
                evaluations.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** The caller's thread. */
    public static RulerThreads direct() {
        return new RulerThreads(Runnable::run, Runnable::run, () -> {});
    }

    static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
