package io.sigyn.ingester.live;

import io.sigyn.index.RowSource;
import io.sigyn.ingester.flush.WriterIdentity;
import io.sigyn.ingester.log.PushRecordFormat;
import io.sigyn.ingester.log.PushRecordReader;
import io.sigyn.model.TenantId;
import io.sigyn.storage.CorruptDataException;
import io.sigyn.storage.disk.Disk;
import io.sigyn.storage.wal.WalDamage;
import io.sigyn.storage.wal.WalReader;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a log, read without changing anything on disk, and held in memory: for tools that look at a folder while no
 * server runs on it. Immutable once read; thread-safe.
 */
public final class LoggedRows {
    private final @Nullable String writer;
    private final List<Generation> generations;
    private final long pushes;
    private final long bytes;
    private final List<String> corrupt;
    private final List<String> torn;

    private LoggedRows(
            @Nullable String writer,
            List<Generation> generations,
            long pushes,
            long bytes,
            List<String> corrupt,
            List<String> torn) {
        this.writer = writer;
        this.generations = List.copyOf(generations);
        this.pushes = pushes;
        this.bytes = bytes;
        this.corrupt = List.copyOf(corrupt);
        this.torn = List.copyOf(torn);
    }

    /** Whether a manifest has the rows of a writer's generation in its segments already. */
    public interface Covered {
        boolean test(String writer, long generation);
    }

    /**
     * Reads a log.
     *
     * @param folder as {@link io.sigyn.ingester.IngesterConfig} has it
     * @param keep tenants whose rows are kept in memory; all others are only checked
     */
    public static LoggedRows read(Disk disk, Path folder, Predicate<TenantId> keep) throws IOException {
        WalReader reader = new WalReader(disk, folder.resolve(LiveOptions.LOG_FOLDER));
        Reading reading = new Reading(keep);
        long bytes = 0;
        for (long number : reader.generations()) {
            bytes += reader.sizeBytes(number);
            reading.begin(number);
            try {
                reader.replay(number, reading);
            } catch (NoSuchFileException flushedMeanwhile) {
                // A server runs, and what it flushed is in the segments.
            }
        }
        return new LoggedRows(
                WriterIdentity.existingName(disk, folder.resolve(LiveOptions.WRITER_FOLDER)),
                reading.generations,
                reading.pushes,
                bytes,
                reading.corrupt,
                reading.torn);
    }

    /** Adds what it is given to generations of its own. */
    private static final class Reading implements WalReader.Handler {
        private final Predicate<TenantId> keep;
        private final PushRecordReader records = new PushRecordReader();
        private final List<Generation> generations = new ArrayList<>();
        private final List<String> corrupt = new ArrayList<>();
        private final List<String> torn = new ArrayList<>();
        private long pushes;

        Reading(Predicate<TenantId> keep) {
            this.keep = keep;
        }

        void begin(long number) {
            generations.add(new Generation(number, new LongAdder()));
        }

        @Override
        public void record(int type, byte[] buffer, int offset, int length) throws IOException {
            Generation generation = generations.get(generations.size() - 1);
            if (!PushRecordFormat.isKnown(type)) {
                corrupt.add("a record of type " + type + " in generation " + generation.number()
                        + ", which this version does not know");
                return;
            }
            pushes++;
            try {
                records.decode(type, buffer, offset, length);
                // A generation that is thrown away, so that every byte is looked at.
                GenerationWriter.write(
                        new Generation(0, new LongAdder()),
                        records::give,
                        any -> true,
                        0,
                        GenerationWriter.Listener.NONE);
                GenerationWriter.write(generation, records::give, keep, 0, GenerationWriter.Listener.NONE);
            } catch (CorruptDataException damage) {
                corrupt.add(String.valueOf(damage.getMessage()));
            }
        }

        @Override
        public void damaged(WalDamage damage) {
            (damage.kind() == WalDamage.Kind.CORRUPT ? corrupt : torn)
                    .add(String.valueOf(damage.detail().getMessage()));
        }
    }

    /** Rows of a tenant that are in no segment yet, oldest generation first. */
    public List<RowSource> sources(TenantId tenant, Covered covered) {
        List<RowSource> sources = new ArrayList<>();
        for (Generation generation : generations) {
            TenantLive live = generation.tenant(tenant);
            if (live != null && !(writer != null && covered.test(writer, generation.number()))) {
                sources.add(new LiveSource(live, Integer.MAX_VALUE));
            }
        }
        return sources;
    }

    /** Tenants whose rows were kept. */
    public Set<TenantId> tenants() {
        Set<TenantId> tenants = new TreeSet<>();
        generations.forEach(generation -> tenants.addAll(generation.tenants()));
        return tenants;
    }

    public int generations() {
        return generations.size();
    }

    public long pushes() {
        return pushes;
    }

    /** Bytes of the files. */
    public long sizeBytes() {
        return bytes;
    }

    /** Places that held acknowledged rows and cannot be read. */
    public List<String> corrupt() {
        return corrupt;
    }

    /** What a crash left of pushes that were not acknowledged. */
    public List<String> torn() {
        return torn;
    }
}
