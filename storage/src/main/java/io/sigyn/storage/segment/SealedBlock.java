package io.sigyn.storage.segment;

import io.sigyn.storage.CorruptDataException;
import io.sigyn.storage.block.BlockHeader;
import io.sigyn.storage.block.BlockReader;
import io.sigyn.storage.block.Column;
import io.sigyn.storage.block.RowBlock;
import io.sigyn.storage.block.Rows;
import io.sigyn.storage.block.StreamRun;
import io.sigyn.storage.object.ObjectStore;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A block of a segment, and the runs in it that are wanted. Immutable, thread-safe. */
public final class SealedBlock implements RowBlock {
    /** Columns nearer than this are read with what lies between them: cheaper than another request. */
    private static final long MAX_GAP_BYTES = 32 << 10;

    private static final String ADVICE =
            "The rows of this block are skipped, all others are kept; `sigyn verify` lists all that is lost";

    private final SegmentObject object;
    private final int number;
    private final long offset;
    private final BlockHeader header;
    private final @Nullable FilterSection filters;
    private final List<StreamRun> runs;

    SealedBlock(
            SegmentObject object,
            int number,
            long offset,
            BlockHeader header,
            @Nullable FilterSection filters,
            List<StreamRun> runs) {
        this.object = object;
        this.number = number;
        this.offset = offset;
        this.header = header;
        this.filters = filters;
        this.runs = List.copyOf(runs);
    }

    @Override
    public List<StreamRun> runs() {
        return runs;
    }

    @Override
    public boolean mayContain(byte[] needle) {
        return filters == null || filters.mayContain(number, needle);
    }

    @Override
    public boolean mayContainMetadata(String name, byte[] value) {
        if (filters == null) {
            return true;
        }
        for (String stored : header.metadataNames()) {
            if (MetadataNames.mayBeCalled(stored, name) && filters.mayContainMetadata(number, stored, value)) {
                return true;
            }
        }
        return false;
    }

    /** A segment is written without repeats. */
    @Override
    public boolean mayRepeat() {
        return false;
    }

    @Override
    public List<String> metadataNames() {
        return header.metadataNames();
    }

    @Override
    public long storedBytes(Set<Column> columns) {
        long sum = 0;
        for (BlockReader.Span span : BlockReader.spans(header, columns, MAX_GAP_BYTES)) {
            sum += span.to() - span.from();
        }
        return sum;
    }

    /** @throws CorruptDataException if bytes are damaged or gone; the segment's object has been told of it */
    @Override
    public Rows read(Set<Column> columns) throws IOException {
        try {
            return fetchForCertain(columns);
        } catch (EOFException | NoSuchFileException gone) {
            CorruptDataException damage = new CorruptDataException(
                    "block " + number, object.name(), offset, String.valueOf(gone.getMessage()), "its bytes", ADVICE);
            damage.initCause(gone);
            object.damaged(damage);
            throw damage;
        } catch (CorruptDataException damage) {
            object.damaged(damage);
            throw damage;
        }
    }

    @Override
    public void prefetch(Set<Column> columns) {
        object.prefetch(ranges(BlockReader.spans(header, columns, MAX_GAP_BYTES)));
    }

    @Override
    public void prefetchFilters() {
        if (filters != null) {
            filters.prefetch(number);
        }
    }

    private List<ObjectStore.Range> ranges(List<BlockReader.Span> spans) {
        List<ObjectStore.Range> ranges = new ArrayList<>(spans.size());
        for (BlockReader.Span span : spans) {
            ranges.add(new ObjectStore.Range(offset + span.from(), Math.toIntExact(span.to() - span.from())));
        }
        return ranges;
    }

    /** Damage counts if it is there again: a bit may have flipped on the way, or in a cache. */
    private Rows fetchForCertain(Set<Column> columns) throws IOException {
        try {
            return fetch(columns);
        } catch (CorruptDataException onceMore) {
            object.distrust();
            return fetch(columns);
        }
    }

    private Rows fetch(Set<Column> columns) throws IOException {
        List<BlockReader.Span> spans = BlockReader.spans(header, columns, MAX_GAP_BYTES);
        List<byte[]> bytes = object.getAll(ranges(spans));
        return BlockReader.decode(header, columns, spans, bytes, object.name() + ", block " + number, offset);
    }

    @Override
    public String toString() {
        return object.name() + ", block " + number;
    }
}
