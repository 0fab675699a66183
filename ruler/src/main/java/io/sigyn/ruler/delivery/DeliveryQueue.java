package io.sigyn.ruler.delivery;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Things on their way to one endpoint, in order, sent in batches by a thread that is started by the first. When it is full
 * the oldest are dropped and counted. What fails in passing is tried again after a pause that doubles. Thread-safe.
 */
final class DeliveryQueue<T> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryQueue.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(30);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    /** How long closing waits for what is queued. */
    private static final long CLOSE_MILLIS = 2_000;

    /** What a queue is for: {@code owner} says which things may share a batch. */
    record Kind<T>(String name, int capacity, int maxBatch, int maxAttempts, Function<T, Object> owner) {}

    /** What became of a batch. */
    enum Outcome {
        SENT,
        /** May succeed later. */
        FAILED,
        /** Will never succeed. */
        REFUSED
    }

    /** Sends one batch; logs what went wrong. */
    @FunctionalInterface
    interface Sender<T> {
        Outcome send(List<T> batch) throws InterruptedException;
    }

    private final Kind<T> kind;
    private final Sender<T> sender;
    private final Pause pause;
    private final DeliveryCounters counters;
    private final Deque<T> waiting = new ArrayDeque<>();
    private @Nullable Thread thread;
    private boolean closed;

    DeliveryQueue(Kind<T> kind, Sender<T> sender, Pause pause, DeliveryCounters counters) {
        this.kind = kind;
        this.sender = sender;
        this.pause = pause;
        this.counters = counters;
    }

    synchronized void add(Collection<T> things) {
        if (closed || things.isEmpty()) {
            return;
        }
        for (T thing : things) {
            if (waiting.size() == kind.capacity()) {
                waiting.removeFirst();
                counters.dropped.increment();
            }
            waiting.addLast(thing);
            counters.queued.increment();
        }
        if (thread == null) {
            thread = new Thread(this::work, kind.name());
            thread.setDaemon(true);
            thread.start();
        }
        notifyAll();
    }

    synchronized int length() {
        return waiting.size();
    }

    DeliveryCounters counters() {
        return counters;
    }

    private void work() {
        try {
            for (List<T> batch = next(); !batch.isEmpty(); batch = next()) {
                deliver(batch);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The oldest ones that have the same owner; empty when closed and done. */
    private synchronized List<T> next() throws InterruptedException {
        while (waiting.isEmpty() && !closed) {
            wait();
        }
        List<T> batch = new ArrayList<>();
        while (!waiting.isEmpty() && batch.size() < kind.maxBatch()) {
            Object owner = kind.owner().apply(waiting.getFirst());
            if (!batch.isEmpty() && !owner.equals(kind.owner().apply(batch.get(0)))) {
                break;
            }
            batch.add(waiting.removeFirst());
        }
        return batch;
    }

    private void deliver(List<T> batch) throws InterruptedException {
        Duration next = FIRST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            Outcome outcome = send(batch);
            if (outcome == Outcome.SENT) {
                counters.sent.add(batch.size());
                return;
            }
            counters.failed.add(batch.size());
            if (outcome == Outcome.REFUSED || attempt >= kind.maxAttempts() || isClosed()) {
                counters.dropped.add(batch.size());
                return;
            }
            pause.sleep(next);
            next = next.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? next.multipliedBy(2) : LONGEST_PAUSE;
            counters.retried.add(batch.size());
        }
    }

    private Outcome send(List<T> batch) throws InterruptedException {
        try {
            return sender.send(batch);
        } catch (RuntimeException e) {
            LOG.error("{}: a batch of {} was given up", kind.name(), batch.size(), e);
            return Outcome.REFUSED;
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** Takes no more, and tries nothing twice any more. */
    synchronized void end() {
        closed = true;
        notifyAll();
    }

    /** Sends what is queued, each once, as long as that does not take long. */
    @Override
    public void close() {
        end();
        Thread worker;
        synchronized (this) {
            worker = thread;
        }
        if (worker == null) {
            return;
        }
        try {
            worker.join(CLOSE_MILLIS);
            worker.interrupt();
        } catch (InterruptedException e) {
            worker.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
