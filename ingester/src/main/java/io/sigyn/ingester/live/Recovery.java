package io.sigyn.ingester.live;

import io.sigyn.index.manifest.ManifestStore;
import io.sigyn.ingester.IngesterMetrics;
import io.sigyn.ingester.flush.Flusher;
import io.sigyn.ingester.log.PushRecordFormat;
import io.sigyn.ingester.log.PushRecordReader;
import io.sigyn.model.TenantId;
import io.sigyn.storage.CorruptDataException;
import io.sigyn.storage.wal.WalDamage;
import io.sigyn.storage.wal.WalReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replays what the log still has into generations, but for tenants whose manifest covers a generation already; what they
 * have is not even decoded. Records are decoded ahead, on helpers' threads too. For one thread, once.
 *
 * <p>What fits into memory stays there and is live. Of a log that does not fit, the oldest rows are flushed in haste while
 * younger ones are read: in generations, or in parts of one that does not fit by itself. Parts are put one by one and become
 * visible with the last of them, by one commit, as any generation does; so a crash on the way costs nothing but time.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final int PARTS = 3;

    private final WalReader reader;
    private final ManifestStore manifests;
    private final Flusher flusher;
    private final long maxBytes;
    private final LongAdder totalBytes;
    private final SlabPool pool;
    private final GenerationWriter.Listener listener;
    private final IngesterMetrics metrics;
    private final long nowMillis;
    private final RecordsAhead ahead;
    private final FlushAlong flushing;

    private final Deque<Generation> whole = new ArrayDeque<>(); // read and not handed over
    private Generation current;
    private Flusher.Parts parts = new Flusher.Parts();
    private boolean isSplit; // current has parts before it

    /** @param maxBytes memory for rows, those on their way into segments included */
    Recovery(
            WalReader reader,
            ManifestStore manifests,
            Flusher flusher,
            Executor helpers,
            int maxRecordsAhead,
            long maxBytes,
            LongAdder totalBytes,
            SlabPool pool,
            GenerationWriter.Listener listener,
            IngesterMetrics metrics,
            long nowMillis) {
        this.reader = reader;
        this.manifests = manifests;
        this.flusher = flusher;
        this.maxBytes = maxBytes;
        this.totalBytes = totalBytes;
        this.pool = pool;
        this.listener = listener;
        this.metrics = metrics;
        this.nowMillis = nowMillis;
        this.ahead = new RecordsAhead(helpers, maxRecordsAhead, this::take);
        this.flushing = new FlushAlong(flusher, reader);
        this.current = new Generation(-1, totalBytes, pool);
    }

    /** The generations that have rows in no segment yet; files of others are gone. */
    Map<Long, Generation> run() throws IOException {
        Map<Long, Generation> recovered = new TreeMap<>();
        try (flushing) {
            for (long number : reader.generations()) {
                replay(number);
            }
            for (Generation unflushed : flushing.end()) {
                recovered.put(unflushed.number(), unflushed);
            }
        }
        for (Generation unflushed : whole) {
            recovered.put(unflushed.number(), unflushed);
        }
        long records = metrics.replayedRecords.sum();
        if (records > 0) {
            LOG.info("replayed {} pushes from the log; {} bytes are live", records, totalBytes.sum());
        }
        return recovered;
    }

    private void replay(long number) throws IOException {
        current = new Generation(number, totalBytes, pool);
        parts = new Flusher.Parts();
        isSplit = false;
        reader.replay(number, new Replay(number));
        ahead.takeAll();
        if (isSplit) {
            flushing.addPart(current, parts, true);
        } else if (current.isEmpty()) {
            reader.deleteGeneration(number);
        } else {
            whole.add(current);
        }
    }

    private void take(GenerationWriter.Push push) throws IOException {
        try {
            GenerationWriter.write(current, push, tenant -> isWanted(tenant, current.number()), nowMillis, listener);
        } catch (CorruptDataException damage) {
            metrics.logCorrupt.increment();
            LOG.error("{}", damage.getMessage());
        } catch (UncheckedIOException unknown) {
            throw new IOException("cannot ask the manifest what it covers", unknown.getCause());
        }
        makeRoom();
    }

    private boolean isWanted(TenantId tenant, long generation) {
        try {
            return !flusher.covers(manifests.known(tenant), generation);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Hands over the oldest rows, so that there is room for a part's while another is flushed; waits where there is none. */
    private void makeRoom() throws IOException {
        while (kept() > maxBytes - maxBytes / PARTS && !whole.isEmpty()) {
            flushing.addWhole(whole.remove());
        }
        long bytes = current.memoryBytes();
        if (bytes > maxBytes - maxBytes / PARTS || (isSplit && bytes > maxBytes / PARTS)) {
            flushing.addPart(current, parts, false);
            current = new Generation(current.number(), totalBytes, pool);
            isSplit = true;
        }
        while (totalBytes.sum() > maxBytes && flushing.awaitProgress()) {
            // There is less now.
        }
    }

    private long kept() {
        long bytes = current.memoryBytes();
        for (Generation read : whole) {
            bytes += read.memoryBytes();
        }
        return bytes;
    }

    /** Takes one generation's records. */
    private final class Replay implements WalReader.Handler {
        private final long number;

        Replay(long number) {
            this.number = number;
        }

        @Override
        public void record(int type, byte[] buffer, int offset, int length) throws IOException {
            if (!PushRecordFormat.isKnown(type)) {
                LOG.warn("the log has a record of type {}, which this version does not know; it is skipped", type);
                return;
            }
            metrics.replayedRecords.increment();
            try {
                TenantId tenant = PushRecordReader.tenantOf(type, buffer, offset, length);
                if (tenant == null || isWanted(tenant, number)) {
                    ahead.add(type, buffer, offset, length);
                }
            } catch (CorruptDataException damage) {
                metrics.logCorrupt.increment();
                LOG.error("{}", damage.getMessage());
            } catch (UncheckedIOException unknown) {
                throw new IOException("cannot ask the manifest what it covers", unknown.getCause());
            }
        }

        @Override
        public void damaged(WalDamage damage) {
            if (damage.kind() == WalDamage.Kind.CORRUPT) {
                metrics.logCorrupt.increment();
                LOG.error("{}", damage.detail().getMessage());
            } else {
                metrics.logTorn.increment();
                LOG.info("{}", damage.detail().getMessage());
            }
        }
    }
}
