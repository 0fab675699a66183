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
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replays what the log still has into generations, but for tenants whose manifest covers a generation already. Memory
 * stays bounded: what is too much is flushed on the way. For one thread, once.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private final WalReader reader;
    private final ManifestStore manifests;
    private final Flusher flusher;
    private final long maxBytes;
    private final LongAdder totalBytes;
    private final GenerationWriter.Listener listener;
    private final IngesterMetrics metrics;
    private final long nowMillis;
    private final PushRecordReader records = new PushRecordReader();
    private final Map<Long, Generation> recovered = new TreeMap<>();

    Recovery(
            WalReader reader,
            ManifestStore manifests,
            Flusher flusher,
            long maxBytes,
            LongAdder totalBytes,
            GenerationWriter.Listener listener,
            IngesterMetrics metrics,
            long nowMillis) {
        this.reader = reader;
        this.manifests = manifests;
        this.flusher = flusher;
        this.maxBytes = maxBytes;
        this.totalBytes = totalBytes;
        this.listener = listener;
        this.metrics = metrics;
        this.nowMillis = nowMillis;
    }

    /** The generations that have rows in no segment yet; files of others are gone. */
    Map<Long, Generation> run() throws IOException {
        for (long number : reader.generations()) {
            Generation generation = new Generation(number, totalBytes);
            reader.replay(number, new Replay(generation));
            recovered.put(number, generation);
            if (generation.isEmpty() || totalBytes.sum() > maxBytes) {
                flushAll();
            }
        }
        long records = metrics.replayedRecords.sum();
        if (records > 0) {
            LOG.info("replayed {} pushes from the log; {} bytes are live", records, totalBytes.sum());
        }
        return recovered;
    }

    private void flushAll() throws IOException {
        for (Generation generation : recovered.values()) {
            flusher.flush(generation, generation.number());
            reader.deleteGeneration(generation.number());
        }
        recovered.clear();
    }

    /** Takes one generation's records. */
    private final class Replay implements WalReader.Handler {
        private final Generation generation;

        Replay(Generation generation) {
            this.generation = generation;
        }

        @Override
        public void record(int type, byte[] buffer, int offset, int length) throws IOException {
            if (!PushRecordFormat.isKnown(type)) {
                LOG.warn("the log has a record of type {}, which this version does not know; it is skipped", type);
                return;
            }
            metrics.replayedRecords.increment();
            try {
                GenerationWriter.write(
                        generation,
                        sink -> records.read(type, buffer, offset, length, sink),
                        this::isWanted,
                        nowMillis,
                        listener);
            } catch (CorruptDataException damage) {
                metrics.logCorrupt.increment();
                LOG.error("{}", damage.getMessage());
            } catch (UncheckedIOException unknown) {
                throw new IOException("cannot ask the manifest what it covers", unknown.getCause());
            }
        }

        private boolean isWanted(TenantId tenant) {
            try {
                return !flusher.covers(manifests.known(tenant), generation.number());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
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
