package io.sigyn.ingester.pattern;

import io.sigyn.ingester.PushSubscription;
import io.sigyn.model.Labels;
import io.sigyn.model.TenantId;
import io.sigyn.storage.block.Rows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns what the lines of streams look like, from what tenants push; a push never waits for it. What comes in faster than
 * it learns is left out, and counted. Remembers some three hours of the streams that were fed last, {@value #MAX_GROUPS}
 * patterns in all. Thread-safe; learns on a thread of its own, from {@link #start} to {@link #close}.
 */
public final class PatternMiner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PatternMiner.class);
    /** Patterns with fewer lines are not told, as in Loki. */
    private static final long LEAST_LINES = 30;

    private static final int MAX_GROUPS = 20_000;
    private static final int WAITING_BYTES = 1 << 20;
    private static final long KEPT_SECONDS = 3 * 3600;

    private final Map<TenantId, PushSubscription> subscriptions = new ConcurrentHashMap<>();
    private final BlockingQueue<TenantId> ready = new LinkedBlockingQueue<>();
    private final LongAdder leftOut = new LongAdder();
    private final LineTokens tokens = new LineTokens();
    /** The streams in the order in which they were fed, the last one last. Guarded by itself. */
    private final Map<StreamKey, DrainTree> streams = new LinkedHashMap<>(16, 0.75f, true);

    private int groups;
    private volatile boolean closed;
    private final Thread thread = new Thread(this::run, "patterns");

    private record StreamKey(TenantId tenant, Labels stream) {}

    /** A pattern and how many lines had it in each step: {@code seconds[i]} is when the step begins. */
    public record Pattern(String text, long[] seconds, long[] lines) {}

    /** How many bytes of a tenant's rows wait for this at most. */
    public static int waitingBytes() {
        return WAITING_BYTES;
    }

    @SuppressWarnings("ThreadPriorityCheck") // kinder to others where priorities count, and right where they do not
    public void start() {
        thread.setDaemon(true);
        thread.setPriority(Thread.MIN_PRIORITY);
        thread.start();
    }

    /** Learns from a tenant from now on. */
    public void follow(TenantId tenant, PushSubscription subscription) {
        subscriptions.put(tenant, subscription);
        subscription.onAvailable(() -> ready.add(tenant)); // told again only after a poll, so a tenant waits once
    }

    private void run() {
        while (!closed) {
            try {
                learn(ready.take());
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.error("patterns: lines could not be learned from; others are", e);
            }
        }
    }

    /** Learns all that waits; for tests, instead of {@link #start}. */
    void learnAll() {
        for (TenantId tenant = ready.poll(); tenant != null; tenant = ready.poll()) {
            learn(tenant);
        }
    }

    private void learn(TenantId tenant) {
        PushSubscription subscription = subscriptions.get(tenant);
        PushSubscription.Batch batch = subscription == null ? null : subscription.poll();
        if (batch == null) {
            return;
        }
        leftOut.add(batch.dropped().size());
        for (PushSubscription.StreamRows rows : batch.streams()) {
            synchronized (streams) {
                learn(new StreamKey(tenant, rows.stream()), rows.rows());
            }
        }
    }

    private void learn(StreamKey key, Rows rows) {
        DrainTree tree = streams.computeIfAbsent(key, any -> new DrainTree());
        int before = tree.groups().size();
        byte[] lines = rows.lines();
        for (int row = 0; row < rows.count(); row++) {
            if (tokens.cut(lines, rows.lineStart(row), rows.lineEnd(row))) {
                tree.add(tokens).count(Math.floorDiv(rows.timestamp(row), 1_000_000_000L));
            }
        }
        groups += tree.groups().size() - before;
        while (groups > MAX_GROUPS && streams.size() > 1) {
            StreamKey oldest = streams.keySet().iterator().next();
            DrainTree forgotten = streams.remove(oldest);
            groups -= forgotten == null ? 0 : forgotten.groups().size();
        }
    }

    /**
     * The patterns of the streams that match, those with most lines first, but for rare ones.
     *
     * @param startSeconds of the lines, inclusive
     * @param endSeconds of the lines, exclusive
     * @param stepSeconds lines are counted by; at least ten
     */
    public List<Pattern> patterns(
            TenantId tenant, Predicate<Labels> matching, long startSeconds, long endSeconds, long stepSeconds) {
        Map<String, NavigableMap<Long, Long>> byText = new HashMap<>();
        synchronized (streams) {
            streams.forEach((key, tree) -> {
                if (key.tenant().equals(tenant) && matching.test(key.stream())) {
                    add(tree, startSeconds, endSeconds, stepSeconds, byText);
                }
            });
        }
        List<Pattern> patterns = new ArrayList<>();
        byText.forEach((text, steps) -> {
            Pattern pattern = new Pattern(
                    text,
                    steps.keySet().stream().mapToLong(Long::longValue).toArray(),
                    steps.values().stream().mapToLong(Long::longValue).toArray());
            if (total(pattern) >= LEAST_LINES) {
                patterns.add(pattern);
            }
        });
        patterns.sort(Comparator.comparingLong(PatternMiner::total).reversed().thenComparing(Pattern::text));
        return patterns;
    }

    private static void add(
            DrainTree tree, long start, long end, long step, Map<String, NavigableMap<Long, Long>> byText) {
        for (LineGroup group : tree.groups()) {
            long oldest = group.newestSeconds() - KEPT_SECONDS;
            TreeMap<Long, Long> steps = new TreeMap<>();
            group.forEachSample((seconds, count) -> {
                if (seconds >= start - LineGroup.BUCKET_SECONDS + 1 && seconds < end && seconds >= oldest) {
                    steps.merge(Math.floorDiv(seconds, step) * step, count, Long::sum);
                }
            });
            if (!steps.isEmpty()) {
                NavigableMap<Long, Long> all = byText.computeIfAbsent(group.pattern(), any -> new TreeMap<>());
                steps.forEach((at, count) -> all.merge(at, count, Long::sum));
            }
        }
    }

    private static long total(Pattern pattern) {
        long total = 0;
        for (long lines : pattern.lines()) {
            total += lines;
        }
        return total;
    }

    /** How many patterns are remembered. */
    public long patternCount() {
        synchronized (streams) {
            return groups;
        }
    }

    /** Lines that came too fast to be learned from. */
    public long linesLeftOut() {
        return leftOut.sum();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        subscriptions.values().forEach(PushSubscription::close);
    }
}
