package io.sigyn.ruler.delivery;

import io.sigyn.model.Labels;
import io.sigyn.model.TenantId;
import io.sigyn.storage.ByteReader;
import io.sigyn.storage.ByteWriter;
import io.sigyn.storage.Closing;
import io.sigyn.storage.CorruptDataException;
import io.sigyn.storage.disk.Disk;
import io.sigyn.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The samples of one endpoint that are not sent yet, in a file, so that they outlive the process. What is written is not
 * synced: a process that is killed loses nothing, a machine whose power fails the last few seconds. Written anew, with
 * what still waits, when that has become the smaller part. For the queue's lock: one thread at a time.
 *
 * <pre>
 * file   := magic:"SRWJ" version:u8 record*
 * record := length:u32 crc:u32 payload            CRC-32C of the payload; the first that is torn ends the file
 * payload := 1:u8 first:varint samples:varint sample*         samples that came, numbered from first on
 *          | 2:u8 first:varint samples:varint                 those were sent, refused or pushed out
 * sample := tenant:text pairs:varint (name:text value:text)* timestampMillis:u64 value:u64
 * text   := length:varint utf8
 * </pre>
 */
final class SampleJournal implements DeliveryQueue.Journal<SeriesSample> {
    private static final Logger LOG = LoggerFactory.getLogger(SampleJournal.class);
    private static final byte[] MAGIC = {'S', 'R', 'W', 'J', 1};
    private static final int RECORD_HEADER = 8;
    private static final int CAME = 1;
    private static final int WENT = 2;
    private static final int MAX_FILE_BYTES = 512 << 20;
    private static final int SAMPLES_IN_RECORD = 1000;
    /** Below this a file is not worth writing anew. */
    private static final long SMALL_BYTES = 1 << 20;

    private final Disk disk;
    private final Path folder;
    private final Path path;
    private final TreeMap<Long, SeriesSample> waiting = new TreeMap<>();
    private @Nullable DiskFile file;
    private long bytes;
    private long bytesAtStart;

    private SampleJournal(Disk disk, Path folder, String name) {
        this.disk = disk;
        this.folder = folder;
        this.path = folder.resolve(name);
    }

    /** Opens a journal, which need not be there; at most {@code max} samples, the newest, are taken from it. */
    static SampleJournal open(Disk disk, Path folder, String name, int max) throws IOException {
        SampleJournal journal = new SampleJournal(disk, folder, name);
        disk.createDirectories(folder);
        if (disk.exists(journal.path)) {
            journal.read();
        }
        while (journal.waiting.size() > max) {
            journal.waiting.pollFirstEntry();
        }
        TreeMap<Long, SeriesSample> renumbered = new TreeMap<>();
        journal.waiting.values().forEach(sample -> renumbered.put((long) renumbered.size(), sample));
        journal.waiting.clear();
        journal.waiting.putAll(renumbered);
        journal.writeAnew();
        return journal;
    }

    @Override
    public List<SeriesSample> waiting() {
        return List.copyOf(waiting.values());
    }

    private void read() throws IOException {
        byte[] all;
        try (DiskFile open = disk.open(path)) {
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(open.sizeBytes(), MAX_FILE_BYTES));
            open.read(buffer, 0);
            all = buffer.array();
        }
        int at = MAGIC.length;
        try {
            if (all.length < at || !Arrays.equals(all, 0, at, MAGIC, 0, at)) {
                LOG.error("{} is no journal of samples and is written anew", path);
                return;
            }
            ByteBuffer headers = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
            while (at + RECORD_HEADER <= all.length) {
                int length = headers.getInt(at);
                int from = at + RECORD_HEADER;
                if (length < 1 || length > all.length - from || headers.getInt(at + 4) != crc(all, from, length)) {
                    LOG.warn("{} ends with a torn record at byte {}; samples before it are kept", path, at);
                    return;
                }
                apply(new ByteReader("journal of samples", path.toString(), from, all, from, length));
                at = from + length;
            }
        } catch (CorruptDataException | IllegalArgumentException e) {
            LOG.error("{} cannot be read from byte {} on; samples before it are kept", path, at, e);
        }
    }

    private void apply(ByteReader in) throws CorruptDataException {
        int type = in.u8();
        long first = in.varint();
        int count = in.count(Integer.MAX_VALUE);
        for (int i = 0; i < count; i++) {
            if (type == CAME) {
                waiting.put(first + i, sample(in));
            } else {
                waiting.remove(first + i);
            }
        }
    }

    private static SeriesSample sample(ByteReader in) throws CorruptDataException {
        TenantId tenant = new TenantId(in.text());
        Labels.Builder labels = Labels.builder();
        for (int left = in.count(Integer.MAX_VALUE); left > 0; left--) {
            labels.set(in.text(), in.text());
        }
        return new SeriesSample(tenant, labels.build(), in.u64(), Double.longBitsToDouble(in.u64()));
    }

    @Override
    public void came(long first, Collection<SeriesSample> samples) {
        long number = first;
        for (SeriesSample sample : samples) {
            waiting.put(number++, sample);
        }
        append(payload(first, samples));
    }

    private static ByteWriter payload(long first, Collection<SeriesSample> samples) {
        ByteWriter payload = new ByteWriter();
        payload.u8(CAME).varint(first).varint(samples.size());
        for (SeriesSample sample : samples) {
            payload.text(sample.tenant().value()).varint(sample.labels().size());
            for (int i = 0; i < sample.labels().size(); i++) {
                payload.text(sample.labels().name(i)).text(sample.labels().value(i));
            }
            payload.u64(sample.timestampMillis()).u64(Double.doubleToRawLongBits(sample.value()));
        }
        return payload;
    }

    @Override
    public void went(long first, int count) {
        waiting.subMap(first, first + count).clear();
        append(new ByteWriter().u8(WENT).varint(first).varint(count));
        if (bytes > SMALL_BYTES + 2 * bytesAtStart) {
            try {
                writeAnew();
            } catch (IOException e) {
                giveUp(e);
            }
        }
    }

    private void append(ByteWriter payload) {
        DiskFile open = file;
        if (open == null) {
            return;
        }
        try {
            open.write(record(payload));
            bytes += RECORD_HEADER + payload.size();
        } catch (IOException e) {
            giveUp(e);
        }
    }

    private static ByteBuffer record(ByteWriter payload) {
        ByteBuffer record = ByteBuffer.allocate(RECORD_HEADER + payload.size()).order(ByteOrder.LITTLE_ENDIAN);
        return record.putInt(payload.size())
                .putInt(crc(payload.buffer(), 0, payload.size()))
                .put(payload.buffer(), 0, payload.size())
                .flip();
    }

    private static int crc(byte[] buffer, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(buffer, from, length);
        return (int) crc.getValue();
    }

    /** A file with nothing but what waits takes the place of the old one. */
    private void writeAnew() throws IOException {
        Path fresh = folder.resolve(path.getFileName() + ".new");
        disk.delete(fresh);
        DiskFile next = disk.create(fresh);
        DiskFile old = file;
        try {
            bytes = write(next);
            bytesAtStart = bytes;
            next.sync();
            disk.rename(fresh, path);
            disk.syncDirectory(folder);
            file = next;
        } catch (Throwable failure) {
            Closing.closeAfter(failure, next);
            throw failure;
        }
        if (old != null) {
            old.close();
        }
    }

    /** Writes all that waits; how many bytes that takes. */
    private long write(DiskFile next) throws IOException {
        next.write(ByteBuffer.wrap(MAGIC));
        long written = MAGIC.length;
        Long from = waiting.isEmpty() ? null : waiting.firstKey();
        while (from != null) {
            List<SeriesSample> row = new ArrayList<>();
            for (long number = from; waiting.containsKey(number) && row.size() < SAMPLES_IN_RECORD; number++) {
                row.add(waiting.get(number));
            }
            ByteBuffer record = record(payload(from, row));
            written += record.remaining();
            next.write(record);
            from = waiting.ceilingKey(from + row.size());
        }
        return written;
    }

    private void giveUp(IOException problem) {
        LOG.error("{} cannot be written: samples that are not sent are lost if this process ends", path, problem);
        close();
    }

    @Override
    public void close() {
        DiskFile open = file;
        file = null;
        if (open != null) {
            try (open) {
                open.sync();
            } catch (IOException e) {
                LOG.warn("{} was not synced", path, e);
            }
        }
    }
}
