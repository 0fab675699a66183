package io.sigyn.ingester.live;

import io.sigyn.index.RowSource;
import io.sigyn.index.Segments;
import io.sigyn.index.View;
import io.sigyn.index.Views;
import io.sigyn.index.manifest.Manifest;
import io.sigyn.index.manifest.ManifestStore;
import io.sigyn.index.manifest.SegmentRef;
import io.sigyn.ingester.flush.Flusher;
import io.sigyn.ingester.flush.WriterIdentity;
import io.sigyn.ingester.log.AcceptedEntries;
import io.sigyn.ingester.log.PushRecord;
import io.sigyn.model.TenantId;
import io.sigyn.storage.CorruptDataException;
import io.sigyn.storage.disk.Disk;
import io.sigyn.storage.object.ObjectStore;
import io.sigyn.storage.wal.WalAppender;
import io.sigyn.storage.wal.WalDamage;
import io.sigyn.storage.wal.WalListener;
import io.sigyn.storage.wal.WalOptions;
import io.sigyn.storage.wal.WalReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
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
    private final LongSupplier nanoClock;
    private final Consumer<AcceptedEntries> onVisible;
    private final WalAppender log;
    private final Flusher flusher;
    private final Map<Long, Generation> generations = new ConcurrentSkipListMap<>();
    private volatile InFlight inFlight = new InFlight();
    private volatile Generation current;

    private final ReentrantLock lock = new ReentrantLock(); // guards what follows; never held over I/O
    private final Condition changed = lock.newCondition();
    private boolean flushWanted;
    private boolean closing;
    private long flushesDone; // rounds of the thread that ended with nothing left to flush, or a failure
    private IOException lastFailure = new IOException("no flush failed yet");
    private boolean failed;
    private final Thread thread = new Thread(this::run, "flusher");

    private LiveStore(
            LiveOptions options,
            ManifestStore manifests,
            Segments segments,
            Executor applying,
            LongSupplier nanoClock,
            Consumer<AcceptedEntries> onVisible,
            WalAppender log,
            Flusher flusher,
            Map<Long, Generation> recovered,
            long firstGeneration) {
        this.options = options;
        this.manifests = manifests;
        this.segments = segments;
        this.applying = applying;
        this.nanoClock = nanoClock;
        this.onVisible = onVisible;
        this.log = log;
        this.flusher = flusher;
        this.generations.putAll(recovered);
        this.current = new Generation(firstGeneration, nanoClock.getAsLong());
        this.generations.put(firstGeneration, current);
    }

    /**
     * Recovers what the log holds, then takes pushes. What was recovered is flushed in the background.
     *
     * @param applying runs what makes rows visible; must not block
     * @param nanoClock monotonic
     * @param onVisible is given entries when queries see them, on {@code applying}; must be brief and not throw
     */
    public static LiveStore open(
            LiveOptions options,
            Disk disk,
            ObjectStore store,
            ManifestStore manifests,
            Segments segments,
            Executor applying,
            LongSupplier nanoClock,
            RandomGenerator random,
            Consumer<AcceptedEntries> onVisible,
            WalListener listener)
            throws IOException {
        WriterIdentity writer = WriterIdentity.next(disk, options.writerFolder(), random);
        disk.createDirectories(options.spillFolder());
        disk.createDirectories(options.logFolder());
        Map<Long, Generation> recovered =
                new Recovery(new WalReader(disk, options.logFolder()), manifests, writer, nanoClock).run();
        WalAppender log =
                WalAppender.open(disk, options.logFolder(), writer.firstGeneration(), WalOptions.DEFAULTS, listener);
        Flusher flusher = new Flusher(store, manifests, writer, options.spillFolder());
        LiveStore live = new LiveStore(
                options,
                manifests,
                segments,
                applying,
                nanoClock,
                onVisible,
                log,
                flusher,
                recovered,
                writer.firstGeneration());
        live.flushWanted = !recovered.isEmpty();
        live.thread.setDaemon(true);
        live.thread.start();
        return live;
    }

    /**
     * Makes entries durable, then visible.
     *
     * @return done when both are true; fails with a {@link StoreBusyException} or another IOException, and then the
     *     entries may be there after a restart all the same
     */
    public CompletableFuture<Void> append(AcceptedEntries entries) {
        StoreBusyException busy = busy();
        if (busy != null) {
            return CompletableFuture.failedFuture(busy);
        }
        InFlight registered = enter();
        CompletableFuture<Void> done;
        try {
            done = log.append(PushRecord.TYPE, PushRecord.encode(entries))
                    .thenAcceptAsync(generation -> apply(generation, entries), applying);
        } catch (RuntimeException | Error failure) {
            registered.leave();
            throw failure;
        }
        return done.whenComplete((ignored, failure) -> registered.leave());
    }

    private @Nullable StoreBusyException busy() {
        long live = liveBytes();
        if (live > options.maxBytes()) {
            return new StoreBusyException("cannot take more now: " + live
                    + " bytes in memory wait to be flushed (limit: " + options.maxBytes() + "). Try again later");
        }
        if (log.sizeBytes() > options.maxLogBytes()) {
            return new StoreBusyException("cannot take more now: the log has " + log.sizeBytes() + " bytes (limit: "
                    + options.maxLogBytes() + "). Try again later");
        }
        return null;
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

    private void apply(long number, AcceptedEntries entries) {
        Generation generation = generations.get(number);
        if (generation == null) {
            throw new IllegalStateException("no generation " + number + " for a record that was just written");
        }
        generation.append(entries);
        onVisible.accept(entries);
        if (generation.sizeBytes() > options.rotateBytes() && generation == current) {
            wantFlush();
        }
    }

    /** Memory of everything that is in no segment yet, in bytes. */
    public long liveBytes() {
        long bytes = 0;
        for (Generation generation : generations.values()) {
            bytes += generation.sizeBytes();
        }
        return bytes;
    }

    /** Bytes of the log on disk. */
    public long logBytes() {
        return log.sizeBytes();
    }

    /** Tenants with live rows. */
    public Set<TenantId> tenants() {
        Set<TenantId> tenants = new TreeSet<>();
        generations.values().forEach(generation -> tenants.addAll(generation.tenants()));
        return tenants;
    }

    @Override
    public View open(TenantId tenant) throws IOException {
        List<Generation> before = new ArrayList<>(generations.values());
        Manifest manifest = manifests.known(tenant);
        List<RowSource> sources = new ArrayList<>();
        for (SegmentRef segment : manifest.segments()) {
            sources.add(segments.source(segment));
        }
        for (Generation generation : before) {
            RowSource source = generation.source(tenant);
            if (source != null && !flusher.covers(manifest, generation)) {
                sources.add(source);
            }
        }
        return new View(tenant, sources, () -> {});
    }

    /**
     * Flushes everything that was acknowledged before the call.
     *
     * @throws IOException if it failed; it is tried again in the background
     */
    public void flush() throws IOException {
        lock.lock();
        try {
            // A round that runs already may have begun before; the one after it has not.
            long target = flushesDone + 2;
            failed = false;
            while (flushesDone < target && !failed) {
                flushWanted = true;
                changed.signalAll();
                if (!changed.await(CHECK_MILLIS, TimeUnit.MILLISECONDS) && !thread.isAlive()) {
                    throw new IOException("cannot flush: the store is closed");
                }
            }
            if (failed) {
                throw new IOException(lastFailure.getMessage(), lastFailure);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("flush was interrupted; it goes on in the background", e);
        } finally {
            lock.unlock();
        }
    }

    private void wantFlush() {
        lock.lock();
        try {
            flushWanted = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Flushes what there is, if the object store lets it, and ends. What could not be flushed stays in the log. */
    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
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
        log.close();
    }

    // What follows runs on the flusher's thread.

    private void run() {
        long waitMillis = 0;
        long retryMillis = options.firstRetry().toMillis();
        boolean last = false;
        while (!last) {
            last = awaitWork(waitMillis);
            boolean succeeded = round();
            retryMillis = succeeded
                    ? options.firstRetry().toMillis()
                    : Math.min(options.longestRetry().toMillis(), 2 * retryMillis);
            waitMillis = succeeded ? CHECK_MILLIS : retryMillis;
        }
    }

    /** Waits until there is something to do; returns whether it is the last time. */
    private boolean awaitWork(long waitMillis) {
        lock.lock();
        try {
            long leftNanos = TimeUnit.MILLISECONDS.toNanos(waitMillis);
            while (!closing && !flushWanted && leftNanos > 0) {
                leftNanos = changed.awaitNanos(leftNanos);
            }
            return closing;
        } catch (InterruptedException e) {
            return closing; // Nobody has a reason to interrupt this thread; only close() ends it.
        } finally {
            lock.unlock();
        }
    }

    private boolean round() {
        boolean rotate;
        lock.lock();
        try {
            rotate = flushWanted || closing;
            flushWanted = false;
        } finally {
            lock.unlock();
        }
        IOException failure = null;
        try {
            Generation live = current;
            boolean old = nanoClock.getAsLong() - live.createdNanos()
                    > options.rotateAge().toNanos();
            if ((rotate || old || live.sizeBytes() > options.rotateBytes()) && !(live.isEmpty() && inFlight.isIdle())) {
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
        lock.lock();
        try {
            flushesDone++;
            if (failure != null) {
                failed = true;
                lastFailure = failure;
            }
            changed.signalAll();
            return failure == null;
        } finally {
            lock.unlock();
        }
    }

    private void rotate() throws IOException {
        // It is there before the log can put a record into it. If the log cannot switch, a later rotation takes it.
        Generation next = generations.computeIfAbsent(
                current.number() + 1, number -> new Generation(number, nanoClock.getAsLong()));
        log.rotate(next.number());
        current = next;
        InFlight old = inFlight;
        inFlight = new InFlight();
        old.replaceAndAwaitIdle();
    }

    private void flushAllButCurrent() throws IOException {
        for (Generation generation : List.copyOf(generations.values())) {
            if (generation.number() < current.number()) {
                flusher.flush(generation, generation.number());
                log.deleteGeneration(generation.number());
                generations.remove(generation.number());
            }
        }
    }

    /** Counts pushes between their way to the log and their being visible. */
    private static final class InFlight {
        private long pushes;
        private boolean replaced;

        synchronized boolean enter() {
            if (replaced) {
                return false;
            }
            pushes++;
            return true;
        }

        synchronized void leave() {
            pushes--;
            notifyAll();
        }

        synchronized boolean isIdle() {
            return pushes == 0;
        }

        synchronized void replaceAndAwaitIdle() {
            replaced = true;
            boolean interrupted = false;
            while (pushes > 0) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Replays the log into generations, but for what a manifest covers already. */
    private static final class Recovery implements WalReader.Handler {
        private final WalReader reader;
        private final ManifestStore manifests;
        private final WriterIdentity writer;
        private final LongSupplier nanoClock;
        private Generation generation = new Generation(-1, 0);
        private long records;
        private long entriesBytes;

        Recovery(WalReader reader, ManifestStore manifests, WriterIdentity writer, LongSupplier nanoClock) {
            this.reader = reader;
            this.manifests = manifests;
            this.writer = writer;
            this.nanoClock = nanoClock;
        }

        Map<Long, Generation> run() throws IOException {
            Map<Long, Generation> recovered = new ConcurrentSkipListMap<>();
            for (long number : reader.generations()) {
                generation = new Generation(number, nanoClock.getAsLong());
                reader.replay(number, this);
                if (generation.isEmpty()) {
                    reader.deleteGeneration(number);
                } else {
                    recovered.put(number, generation);
                }
            }
            if (records > 0) {
                LOG.info("replayed {} records of {} bytes from the log", records, entriesBytes);
            }
            return recovered;
        }

        @Override
        public void record(int type, byte[] buffer, int offset, int length) throws IOException {
            if (type != PushRecord.TYPE) {
                LOG.warn("the log has a record of type {}, which this version does not know; it is skipped", type);
                return;
            }
            try {
                AcceptedEntries entries = PushRecord.decode(buffer, offset, length);
                records++;
                entriesBytes += entries.length();
                if (!manifests.known(entries.tenant()).covers(writer.name(), generation.number())) {
                    generation.append(entries);
                }
            } catch (CorruptDataException damage) {
                LOG.error("{}", damage.getMessage());
            }
        }

        @Override
        public void damaged(WalDamage damage) {
            LOG.warn("{}", damage.detail().getMessage());
        }
    }
}
