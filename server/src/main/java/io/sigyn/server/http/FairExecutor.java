package io.sigyn.server.http;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks on a fixed number of threads, taking turns between their owners, so that one who asks a lot does not keep
 * the others waiting. Each owner has a queue of limited length; beyond it tasks are refused. Thread-safe.
 */
public final class FairExecutor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FairExecutor.class);

    private final int maxQueuedPerOwner;
    private final int busyStatus;
    private final Map<String, Queue<Runnable>> waiting = new HashMap<>();
    private final ArrayDeque<String> turns = new ArrayDeque<>();
    private final Thread[] threads;
    private int running;
    private int queued;
    private boolean closed;

    /** {@code busyStatus} is the HTTP status for a request that is refused since too many wait. */
    public FairExecutor(String name, int threadCount, int maxQueuedPerOwner, int busyStatus) {
        this.maxQueuedPerOwner = maxQueuedPerOwner;
        this.busyStatus = busyStatus;
        this.threads = new Thread[threadCount];
        for (int i = 0; i < threadCount; i++) {
            threads[i] = new Thread(this::work, name + "-" + i);
            threads[i].setDaemon(true);
            threads[i].start();
        }
    }

    /** Queues a task; throws RejectedExecutionException if the owner has too many waiting, or this is closed. */
    public synchronized void execute(String owner, Runnable task) {
        Queue<Runnable> queue = waiting.get(owner);
        int length = queue == null ? 0 : queue.size();
        if (closed || length >= maxQueuedPerOwner) {
            throw new RejectedExecutionException(closed ? "closed" : "too many outstanding requests");
        }
        if (queue == null) {
            queue = new ArrayDeque<>();
            waiting.put(owner, queue);
            turns.addLast(owner);
        }
        queue.add(task);
        queued++;
        notify();
    }

    int busyStatus() {
        return busyStatus;
    }

    public synchronized int queued() {
        return queued;
    }

    public synchronized int running() {
        return running;
    }

    private void work() {
        for (Runnable task = next(); task != null; task = next()) {
            try {
                task.run();
            } catch (Throwable failure) {
                log.error("a task failed on {}", Thread.currentThread().getName(), failure);
            } finally {
                synchronized (this) {
                    running--;
                }
            }
        }
    }

    private synchronized @org.jspecify.annotations.Nullable Runnable next() {
        while (turns.isEmpty()) {
            if (closed) {
                return null;
            }
            try {
                wait();
            } catch (InterruptedException e) {
                closed = true;
            }
        }
        String owner = turns.removeFirst();
        Queue<Runnable> queue = waiting.getOrDefault(owner, new ArrayDeque<>());
        Runnable task = queue.remove();
        if (queue.isEmpty()) {
            waiting.remove(owner);
        } else {
            turns.addLast(owner);
        }
        queued--;
        running++;
        return task;
    }

    /** Takes no more tasks; those that wait are still run. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
    }
}
