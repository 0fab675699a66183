package io.sigyn.ingester.live;

import io.sigyn.index.RowSource;
import io.sigyn.index.Segments;
import io.sigyn.index.View;
import io.sigyn.index.Views;
import io.sigyn.index.manifest.Manifest;
import io.sigyn.index.manifest.ManifestStore;
import io.sigyn.index.manifest.SegmentRef;
import io.sigyn.ingester.IngesterMetrics;
import io.sigyn.ingester.flush.Flusher;
import io.sigyn.ingester.flush.WriterIdentity;
import io.sigyn.ingester.log.LoggedPush;
import io.sigyn.model.TenantId;
import io.sigyn.model.TimeRange;
import io.sigyn.storage.disk.Disk;
import io.sigyn.storage.object.ObjectStore;
import io.sigyn.storage.wal.WalAppender;
import io.sigyn.storage.wal.WalListener;
import io.sigyn.storage.wal.WalOptions;
import io.sigyn.storage.wal.WalReader;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was pushed and is not yet in a segment: durable in the log, visible in memory, and moved into segments in the
 * background. Thread-safe.
 *
 * <p>A push is appended to the log and then to the generation that its record went to. Rotation ends a generation: once
 * the log has switched, and every push that began before has made its rows visible, the generation does not change any
 * more and is flushed. A view takes the generations first and the manifest second, and leaves out each generation that
 * the manifest covers: so rows are seen once, at whatever moment of a flush the query comes.
 */
public final class LiveStore implements Views, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveStore.class);
    private static final long CHECK_MILLIS = 1000;

    private final LiveOptions options;
    private final ManifestStore manifests;
    private final Segments segments;
    private final Executor applying;
    private final InstantSource clock;
    private final GenerationWriter.Listener listener;
    private final WalAppender log;
    private final Flusher flusher;
    private final LongAdder totalBytes;
    private final SlabPool pool;
    private final Map<Long, Generation> generations = new ConcurrentSkipListMap<>();
    private volatile InFlight inFlight = new InFlight();
    private volatile Generation current;

    private final FlushRequests requests = new FlushRequests();
    private final Room room;
    private final Thread thread = new Thread(this::run, "flusher");
    private final ExecutorService helpers;
    private final IngesterMetrics metrics;

    private LiveStore(
            LiveOptions options,
            ManifestStore manifests,
            Segments segments,
            Executor applying,
            InstantSource clock,
            GenerationWriter.Listener listener,
            WalAppender log,
            Flusher flusher,
            LongAdder totalBytes,
            SlabPool pool,
            Map<Long, Generation> recovered,
            long firstGeneration,
            ExecutorService helpers,
            IngesterMetrics metrics) {
        this.options = options;
        this.manifests = manifests;
        this.segments = segments;
        this.applying = applying;
        this.clock = clock;
        this.listener = listener;
        this.log = log;
        this.flusher = flusher;
        this.totalBytes = totalBytes;
        this.helpers = helpers;
        this.metrics = metrics;
        this.room = new Room(this::busy, options.longestWait());
        this.generations.putAll(recovered);
        this.pool = pool;
        this.current = new Generation(firstGeneration, totalBytes, pool);
        this.generations.put(firstGeneration, current);
    }

    /**
     * Recovers what the log holds, then takes pushes. What was recovered is flushed in the background.
     *
     * @param applying runs what makes rows visible; must not block
     * @param listener is told of rows as they become visible, those that are recovered too; must be brief and not throw
     */
    public static LiveStore open(
            LiveOptions options,
            Disk disk,
            ObjectStore store,
            ManifestStore manifests,
            Segments segments,
            Executor applying,
            InstantSource clock,
            RandomGenerator random,
            GenerationWriter.Listener listener,
            IngesterMetrics metrics)
            throws IOException {
        WriterIdentity writer = WriterIdentity.next(disk, options.writerFolder(), random);
        disk.createDirectories(options.spillFolder());
        for (Disk.Entry left : disk.list(options.spillFolder())) {
            disk.delete(options.spillFolder().resolve(left.name()));
        }
        disk.createDirectories(options.logFolder());
        ExecutorService helpers = Executors.newFixedThreadPool(options.flushHelpers(), LiveStore::helper);
        Flusher flusher = new Flusher(
                store, manifests, writer, options.spillFolder(), helpers, options.tenantsAtOnce(), metrics, clock);
        LongAdder totalBytes = new LongAdder();
        SlabPool pool = new SlabPool(options.rotation().maxBytes());
        Map<Long, Generation> recovered;
        WalAppender log;
        try {
            recovered = new Recovery(
                            new WalReader(disk, options.logFolder()),
                            manifests,
                            flusher,
                            helpers,
                            options.flushHelpers() + 3,
                            options.maxBytes(),
                            totalBytes,
                            pool,
                            listener,
                            metrics,
                            clock.millis())
                    .run();
            log = WalAppender.open(
                    disk, options.logFolder(), writer.firstGeneration(), WalOptions.DEFAULTS, new LogMetrics(metrics));
        } catch (Throwable failure) {
            helpers.shutdown();
            throw failure;
        }
        LiveStore live = new LiveStore(
                options,
                manifests,
                segments,
                applying,
                clock,
                listener,
                log,
                flusher,
                totalBytes,
                pool,
                recovered,
                writer.firstGeneration(),
                helpers,
                metrics);
        if (!recovered.isEmpty()) {
            live.requests.want();
        }
        live.thread.setDaemon(true);
        live.thread.start();
        return live;
    }

    private static Thread helper(Runnable work) {
        Thread thread = new Thread(work, "flush-helper");
        thread.setDaemon(true);
        return thread;
    }

    /** Counts what the log does. */
    private record LogMetrics(IngesterMetrics metrics) implements WalListener {
        @Override
        public void groupBegun(int records, long payloadBytes) {
            metrics.logRecords.add(records);
            metrics.logBytes.add(payloadBytes);
        }

        @Override
        public void groupDurable() {
            metrics.logSyncs.increment();
        }

        @Override
        public void groupFailed(IOException failure) {
            metrics.logFailures.increment();
        }
    }

    /**
     * Makes a push durable, then visible.
     *
     * @return how many of its rows were there already; fails with an IOException, and then the rows may be there after a
     *     restart all the same
     */
    public CompletableFuture<Long> append(LoggedPush push) {
        InFlight registered = enter();
        totalBytes.add(push.rawBytes()); // It is in memory already.
        CompletableFuture<Long> done;
        try {
            done = log.append(push.type(), push.payload())
                    .thenApplyAsync(generation -> apply(generation, push), applying);
        } catch (RuntimeException | Error failure) {
            left(registered, push);
            throw failure;
        }
        return done.whenComplete((ignored, failure) -> left(registered, push));
    }

    /**
     * Waits until a push can be taken, but not once there has been no room for longer than is waited: so a store that is
     * down makes pushes wait once, and not each of them.
     *
     * @return why it cannot be taken, or null if it can
     */
    public @Nullable StoreBusyException awaitRoom() {
        StoreBusyException busy = busy();
        if (busy == null) {
            return null;
        }
        requests.want();
        return room.await(busy);
    }

    private @Nullable StoreBusyException busy() {
        long live = totalBytes.sum();
        if (live > options.maxBytes()) {
            return new StoreBusyException("cannot take more now: " + live
                    + " bytes in memory wait to be flushed (limit: " + options.maxBytes() + "). Try again later");
        }
        if (log.sizeBytes() > options.maxLogBytes()) {
            return new StoreBusyException("cannot take more now: the log has " + log.sizeBytes() + " bytes (limit: "
                    + options.maxLogBytes() + "). Try again later");
        }
        if (log.queuedBytes() > WalOptions.DEFAULTS.maxQueuedBytes() / 2) {
            return new StoreBusyException("cannot take more now: " + log.queuedBytes()
                    + " bytes wait to be written to the log. Try again later");
        }
        return null;
    }

    private void left(InFlight registered, LoggedPush push) {
        totalBytes.add(-push.rawBytes());
        registered.leave();
    }

    private InFlight enter() {
        while (true) {
            InFlight now = inFlight;
            if (now.enter()) {
                return now;
            }
            Thread.onSpinWait(); // It has just been replaced.
        }
    }

    private long apply(long number, LoggedPush push) {
        Generation generation = generations.get(number);
        if (generation == null) {
            throw new IllegalStateException("no generation " + number + " for a record that was just written");
        }
        long duplicates;
        try {
            duplicates = GenerationWriter.write(generation, push::rowsTo, any -> true, clock.millis(), listener);
        } catch (IOException e) {
            throw new IllegalStateException("a push that was just decoded cannot be read", e);
        }
        if (generation == current && options.rotation().isFull(generation.memoryBytes())) {
            requests.want();
        }
        return duplicates;
    }

    /** Memory of everything that is in no segment yet, in bytes. */
    public long liveBytes() {
        return totalBytes.sum();
    }

    /** Generations that have ended and are not flushed. */
    public int generationsWaiting() {
        return Math.max(0, generations.size() - 1);
    }

    /** When the oldest rows came that are in no segment yet, or {@link Long#MAX_VALUE} if there are none. */
    public long oldestRowMillis() {
        long oldest = Long.MAX_VALUE;
        for (Generation generation : generations.values()) {
            oldest = Math.min(oldest, generation.isEmpty() ? Long.MAX_VALUE : generation.firstRowMillis());
        }
        return oldest;
    }

    /** Bytes of the log on disk. */
    public long logBytes() {
        return log.sizeBytes();
    }

    @Override
    public View open(TenantId tenant) throws IOException {
        Map<Long, TenantLive> live = new LinkedHashMap<>();
        try {
            for (Generation generation : generations.values()) {
                TenantLive rows = generation.tenant(tenant);
                if (rows != null && rows.enter()) {
                    live.put(generation.number(), rows);
                }
            }
            return view(tenant, live);
        } catch (IOException | RuntimeException | Error failure) {
            live.values().forEach(TenantLive::leave);
            throw failure;
        }
    }

    private View view(TenantId tenant, Map<Long, TenantLive> live) throws IOException {
        List<RowSource> liveSources = new ArrayList<>();
        live.values().forEach(rows -> liveSources.add(rows.source()));
        Manifest manifest = manifests.known(tenant);
        List<RowSource> sources = new ArrayList<>();
        for (SegmentRef segment : manifest.segments()) {
            sources.add(segments.source(segment));
        }
        int next = 0;
        for (long generation : live.keySet()) {
            RowSource source = liveSources.get(next++);
            if (!flusher.covers(manifest, generation)) {
                sources.add(source);
            }
        }
        AtomicBoolean open = new AtomicBoolean(true);
        return new View(tenant, sources, () -> {
            if (open.getAndSet(false)) {
                live.values().forEach(TenantLive::leave);
            }
        });
    }

    @Override
    public Object version(TenantId tenant, TimeRange range) throws IOException {
        Map<Long, Long> changes = new TreeMap<>();
        for (Generation generation : generations.values()) {
            TenantLive rows = generation.tenant(tenant);
            if (rows != null) {
                changes.put(generation.number(), rows.changes().over(range));
            }
        }
        return new Version(changes, manifests.known(tenant).version());
    }

    /** Rows that came, by generation, and the manifest's number. */
    private record Version(Map<Long, Long> changes, long manifest) {}

    /** Flushes everything that was acknowledged before; fails if that does not work now, and is tried again later. */
    public CompletableFuture<Void> flush() {
        return requests.add(true);
    }

    /** The same a little later, for many at once. */
    public CompletableFuture<Void> flushSoon() {
        return requests.add(false);
    }

    /** Flushes what there is, if the object store lets it, and ends. What could not be flushed stays in the log. */
    @Override
    public void close() {
        requests.close();
        room.close();
        try {
            thread.join(options.closeTimeout().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warn(
                    "the last flush takes longer than {}; what it has not done stays in the log",
                    options.closeTimeout());
        }
        helpers.shutdown();
        log.close();
    }

    // What follows runs on the flusher's thread.

    private void run() {
        long waitMillis = 0;
        long retryMillis = options.firstRetry().toMillis();
        boolean last = false;
        while (!last) {
            last = requests.await(waitMillis);
            boolean succeeded = round();
            retryMillis = succeeded
                    ? options.firstRetry().toMillis()
                    : Math.min(options.longestRetry().toMillis(), 2 * retryMillis);
            waitMillis = succeeded ? CHECK_MILLIS : retryMillis;
        }
        requests.end();
    }

    private boolean round() {
        FlushRequests.Taken taken = requests.take();
        IOException failure = null;
        try {
            Generation live = current;
            boolean due = options.rotation().isOld(live.firstRowMillis(), clock.millis())
                    || options.rotation().isFull(live.memoryBytes());
            if ((taken.rotate() || due) && !(live.isEmpty() && inFlight.isIdle())) {
                rotate();
            }
            flushAllButCurrent();
        } catch (IOException e) {
            LOG.warn("cannot flush: {}. Nothing is lost, it stays in the log; next try soon", e.toString());
            failure = e;
        } catch (RuntimeException | Error e) {
            LOG.error("flush failed unexpectedly; next try soon", e);
            failure = new IOException("cannot flush: " + e, e);
        }
        if (failure != null) {
            metrics.flushFailures.increment();
        }
        taken.tell(failure);
        return failure == null;
    }

    private void rotate() throws IOException {
        // It is there before the log can put a record into it. If the log cannot switch, a later rotation takes it.
        Generation next =
                generations.computeIfAbsent(current.number() + 1, number -> new Generation(number, totalBytes, pool));
        log.rotate(next.number());
        current = next;
        InFlight old = inFlight;
        inFlight = new InFlight();
        old.replaceAndAwaitIdle();
    }

    /** Whether half of the room is taken already as a generation, which takes a third of it at most, begins to be flushed. */
    private boolean isBehind() {
        return totalBytes.sum() > options.maxBytes() / 2;
    }

    private void flushAllButCurrent() throws IOException {
        for (Generation generation : List.copyOf(generations.values())) {
            if (generation.number() < current.number()) {
                flusher.flush(generation, generation.number(), isBehind());
                log.deleteGeneration(generation.number());
                generations.remove(generation.number());
                room.tell();
            }
        }
    }
}
