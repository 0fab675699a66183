package io.sigyn.querier.scan;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Threads that scan blocks for all queries. Tenants take turns, one task each, so that a tenant with a thousand blocks to
 * read does not make another with three wait for all of them. A query submits few tasks at a time, so the queues stay
 * short. Thread-safe.
 */
public final class ScanExecutor implements AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Map<String, TenantQueue> queues = new HashMap<>();
    private final ArrayDeque<TenantQueue> turns = new ArrayDeque<>(); // those with waiting tasks, the next one first
    private final int threads;
    private boolean closed;

    public ScanExecutor(int threads) {
        this.threads = threads;
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(this::runTasks, "scan-" + i);
            thread.setDaemon(true);
            thread.start();
        }
    }

    private record TenantQueue(String tenant, ArrayDeque<Runnable> tasks) {
        TenantQueue(String tenant) {
            this(tenant, new ArrayDeque<>());
        }
    }

    /** How many tasks run at once. */
    public int threads() {
        return threads;
    }

    /** Runs a task soon; it must not throw, nor wait for another task. */
    void submit(String tenant, Runnable task) {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the scan executor is closed; no query can run any more");
            }
            TenantQueue queue = queues.computeIfAbsent(tenant, TenantQueue::new);
            if (queue.tasks().isEmpty()) {
                turns.addLast(queue);
            }
            queue.tasks().addLast(task);
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    private void runTasks() {
        try {
            while (true) {
                next().run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed, and nothing left to do
        }
    }

    private Runnable next() throws InterruptedException {
        lock.lock();
        try {
            while (turns.isEmpty()) {
                if (closed) {
                    throw new InterruptedException();
                }
                work.await();
            }
            TenantQueue queue = turns.removeFirst();
            Runnable task = queue.tasks().removeFirst();
            if (queue.tasks().isEmpty()) {
                queues.remove(queue.tenant());
            } else {
                turns.addLast(queue);
            }
            return task;
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more tasks; those that wait are still run, so that no query hangs. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            work.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
