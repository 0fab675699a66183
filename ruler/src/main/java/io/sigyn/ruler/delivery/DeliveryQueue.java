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
 * the oldest are dropped and counted. What fails in passing is tried again after a pause that doubles. The journal's file is
 * written with the lock held, which nobody has but who evaluates rules and who sends. Thread-safe.
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

    /** Keeps what waits, by number, beyond this process; called with the queue's lock held, by one thread at a time. */
    interface Journal<T> extends AutoCloseable {
        /** What waited when it was opened, numbered from 0 on. */
        List<T> waiting();

        void came(long first, Collection<T> things);

        void went(long first, int count);

        @Override
        void close();

        /** Keeps nothing. */
        static <T> Journal<T> none() {
            return new Journal<>() {
                @Override
                public List<T> waiting() {
                    return List.of();
                }

                @Override
                public void came(long first, Collection<T> things) {}

                @Override
                public void went(long first, int count) {}

                @Override
                public void close() {}
            };
        }
    }

    private record Batch<T>(long first, List<T> things) {}

    private final Kind<T> kind;
    private final Journal<T> journal;
    private final Sender<T> sender;
    private final Pause pause;
    private final DeliveryCounters counters;
    private final Deque<T> waiting = new ArrayDeque<>();
    private long first; // the number of the first one that waits
    private @Nullable Thread thread;
    private boolean closed;

    /** Owns the journal. What waits in it is sent once {@link #start} is called or something is added. */
    DeliveryQueue(Kind<T> kind, Journal<T> journal, Sender<T> sender, Pause pause, DeliveryCounters counters) {
        this.kind = kind;
        this.journal = journal;
        this.sender = sender;
        this.pause = pause;
        this.counters = counters;
        this.waiting.addAll(journal.waiting());
        counters.queued.add(waiting.size());
    }

    /** Sends what a former process left. */
    synchronized void start() {
        if (!waiting.isEmpty()) {
            wake();
        }
    }

    synchronized void add(Collection<T> things) {
        if (closed || things.isEmpty()) {
            return;
        }
        journal.came(first + waiting.size(), things);
        waiting.addAll(things);
        counters.queued.add(things.size());
        int tooMany = Math.max(0, waiting.size() - kind.capacity());
        if (tooMany > 0) {
            for (int i = 0; i < tooMany; i++) {
                waiting.removeFirst();
            }
            journal.went(first, tooMany);
            first += tooMany;
            counters.dropped.add(tooMany);
        }
        wake();
    }

    private synchronized void wake() {
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
            for (Batch<T> batch = next(); !batch.things.isEmpty(); batch = next()) {
                deliver(batch);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The oldest ones that have the same owner; empty when closed and done. */
    private synchronized Batch<T> next() throws InterruptedException {
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
        first += batch.size();
        return new Batch<>(first - batch.size(), batch);
    }

    /** What fails when the queue is closed stays in the journal. */
    private void deliver(Batch<T> batch) throws InterruptedException {
        int count = batch.things.size();
        Duration next = FIRST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            Outcome outcome = send(batch.things);
            if (outcome == Outcome.SENT) {
                counters.sent.add(count);
                went(batch);
                return;
            }
            counters.failed.add(count);
            if (outcome == Outcome.REFUSED || attempt >= kind.maxAttempts()) {
                counters.dropped.add(count);
                went(batch);
                return;
            }
            if (isClosed()) {
                return;
            }
            pause.sleep(next);
            next = next.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? next.multipliedBy(2) : LONGEST_PAUSE;
            counters.retried.add(count);
        }
    }

    private synchronized void went(Batch<T> batch) {
        journal.went(batch.first, batch.things.size());
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
        if (worker != null) {
            try {
                worker.join(CLOSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            worker.interrupt();
        }
        synchronized (this) {
            journal.close();
        }
    }
}
