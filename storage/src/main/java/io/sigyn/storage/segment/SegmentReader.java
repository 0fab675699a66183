package io.sigyn.storage.segment;

import io.sigyn.storage.ByteReader;
import io.sigyn.storage.CorruptDataException;
import io.sigyn.storage.block.BlockHeader;
import io.sigyn.storage.block.Codec;
import io.sigyn.storage.block.StreamRun;
import io.sigyn.storage.object.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * An open segment: what its sections say, and its blocks on demand. Opening reads the end of the object, once; blocks and
 * filters are read when asked for. Every byte is checked before it is used. Thread-safe; immutable.
 */
public final class SegmentReader {
    private static final String ADVICE = "Queries go on without this segment's rows; `sigyn verify` lists them";
    private static final int GUESSED_TAIL_BYTES = 1 << 16;

    private final SegmentObject object;
    private final SegmentSummary summary;
    private final BlockHeader[] headers;
    private final long[] offsets;
    private final SegmentLabels labels;
    private final @Nullable FilterSection filters;
    private final List<PartSize> sections;
    private final long memoryBytes;

    private SegmentReader(
            SegmentObject object,
            SegmentSummary summary,
            BlockHeader[] headers,
            long[] offsets,
            SegmentLabels labels,
            @Nullable FilterSection filters,
            List<PartSize> sections,
            long memoryBytes) {
        this.object = object;
        this.summary = summary;
        this.headers = headers;
        this.offsets = offsets;
        this.labels = labels;
        this.filters = filters;
        this.sections = List.copyOf(sections);
        this.memoryBytes = memoryBytes;
    }

    /** What a part of a segment takes; {@code rawBytes} are those before compression. */
    public record PartSize(String name, long rawBytes, long storedBytes) {}

    /**
     * Opens a segment.
     *
     * @param tailBytes as the writer's summary says, so that one request reads all that is needed; 0 if not known
     */
    public static SegmentReader open(SegmentObject object, int tailBytes) throws IOException {
        ObjectStore.Tail tail = object.tail(tailBytes > 0 ? tailBytes : GUESSED_TAIL_BYTES);
        return new Opening(object, tail).open();
    }

    public String name() {
        return object.name();
    }

    public SegmentSummary summary() {
        return summary;
    }

    public SegmentLabels labels() {
        return labels;
    }

    public int blocks() {
        return headers.length;
    }

    public BlockHeader header(int block) {
        return headers[block];
    }

    /** Where in the object a block begins. */
    public long offset(int block) {
        return offsets[block];
    }

    /** A block of which only these runs are wanted. */
    public SealedBlock block(int block, List<StreamRun> runs) {
        return new SealedBlock(object, block, offsets[block], headers[block], filters, runs);
    }

    /** All runs of a block. */
    public List<StreamRun> runs(int block) {
        List<StreamRun> runs = new ArrayList<>();
        for (int stream = 0; stream < labels.streams(); stream++) {
            for (int run = labels.firstRun(stream); run < labels.firstRun(stream + 1); run++) {
                if (labels.block(run) == block) {
                    runs.add(run(stream, run));
                }
            }
        }
        return runs;
    }

    public StreamRun run(int stream, int run) {
        int from = labels.fromRow(run);
        return new StreamRun(
                labels.stream(stream),
                from,
                from + labels.rows(run),
                labels.minTimestamp(run),
                labels.maxTimestamp(run),
                labels.lineBytes(run));
    }

    /** What the sections at its end take, and the filters, which are not compressed. */
    public List<PartSize> sections() {
        return sections;
    }

    /** Reads all filters and tells of those that are damaged. */
    public void checkFilters(Consumer<CorruptDataException> damaged) throws IOException {
        if (filters != null) {
            filters.check(damaged);
        }
    }

    /** What it holds in memory, about, once all labels were asked for. */
    public long memoryBytes() {
        return memoryBytes;
    }

    /** Reads the sections out of the object's last bytes. */
    private static final class Opening {
        private final SegmentObject object;
        private byte[] tail;
        private final long size;
        private long tailStart;
        private long memory = 1024;
        private final List<PartSize> sectionSizes = new ArrayList<>();

        Opening(SegmentObject object, ObjectStore.Tail tail) {
            this.object = object;
            this.tail = tail.bytes();
            this.size = tail.objectSizeBytes();
            this.tailStart = size - tail.bytes().length;
        }

        SegmentReader open() throws IOException {
            List<Section> table = readTable();
            ByteReader directory = section(table, SegmentFormat.DIRECTORY);
            BlockHeader[] headers = new BlockHeader[directory.count(directory.remaining())];
            long[] offsets = new long[headers.length];
            int[] blockRows = new int[headers.length];
            long first = Long.MAX_VALUE;
            long last = Long.MIN_VALUE;
            long entries = 0;
            long lineBytes = 0;
            for (int i = 0; i < headers.length; i++) {
                offsets[i] = directory.longCount(size);
                headers[i] = BlockHeader.decode(directory);
                if (headers[i].storedBytes() > size - offsets[i]) {
                    throw directory.corrupt("block " + i + " that ends beyond the object", "at most " + size);
                }
                blockRows[i] = headers[i].rows();
                first = Math.min(first, headers[i].minTimestampNanos());
                last = Math.max(last, headers[i].maxTimestampNanos());
                entries += headers[i].rows();
                lineBytes += headers[i].lineBytes();
                memory += 64 + 96L * headers[i].columns().size();
            }
            directory.expectEnd();
            SegmentLabels labels = new SegmentLabels(section(table, SegmentFormat.LABELS), blockRows, first);
            memory += 12L * labels.runs()
                    + labels.streams() * (64L + 24L * labels.names().size());
            FilterSection filters = null;
            if (find(table, SegmentFormat.FILTERS) != null) {
                filters = FilterSection.read(section(table, SegmentFormat.FILTERS), object, headers.length, size);
            }
            SegmentSummary summary = new SegmentSummary(
                    first, last, entries, lineBytes, labels.streams(), headers.length, size, tailBytes(table));
            List<PartSize> sections = new ArrayList<>(sectionSizes);
            if (filters != null) {
                sections.addAll(filters.sizes());
            }
            return new SegmentReader(object, summary, headers, offsets, labels, filters, sections, memory);
        }

        private record Section(int id, int version, long offset, int length, int crc) {}

        private List<Section> readTable() throws IOException {
            if (tail.length < SegmentFormat.FOOTER_BYTES) {
                throw corrupt("footer", tailStart, "an object of " + size + " bytes", "a segment");
            }
            ByteReader footer = new ByteReader(
                    "segment footer",
                    object.name(),
                    size - SegmentFormat.FOOTER_BYTES,
                    tail,
                    tail.length - SegmentFormat.FOOTER_BYTES,
                    SegmentFormat.FOOTER_BYTES);
            int tableLength = footer.u32();
            int tableCrc = footer.u32();
            int version = footer.u8();
            if (footer.u32() != SegmentFormat.END_MAGIC) {
                throw footer.corrupt("other bytes", "the end of a segment");
            }
            if (version != SegmentFormat.VERSION) {
                throw footer.corrupt("format version " + version, "" + SegmentFormat.VERSION);
            }
            long end = size - SegmentFormat.FOOTER_BYTES;
            if (tableLength < 0 || tableLength > end) {
                throw footer.corrupt("a table of " + tableLength + " bytes", "at most " + end);
            }
            need(end - tableLength);
            int at = (int) (end - tableLength - tailStart);
            check("table", end - tableLength, at, tableLength, tableCrc);
            ByteReader in = new ByteReader("segment table", object.name(), end - tableLength, tail, at, tableLength);
            List<Section> table = new ArrayList<>();
            for (int i = in.count(SegmentFormat.MAX_SECTIONS); i > 0; i--) {
                int id = in.count(Integer.MAX_VALUE);
                int sectionVersion = in.count(Integer.MAX_VALUE);
                long offset = in.longCount(end);
                int length = in.count((int) Math.min(SegmentFormat.MAX_SECTION_BYTES, end - offset));
                table.add(new Section(id, sectionVersion, offset, length, in.u32()));
            }
            in.expectEnd();
            return table;
        }

        private static @Nullable Section find(List<Section> table, int id) {
            for (Section section : table) {
                if (section.id == id) {
                    return section;
                }
            }
            return null;
        }

        private ByteReader section(List<Section> table, int id) throws IOException {
            Section section = find(table, id);
            if (section == null) {
                throw corrupt("table", tailStart, "no section " + id, "one");
            }
            if (section.version != SegmentFormat.SECTION_VERSION) {
                throw corrupt("section " + id, section.offset, "version " + section.version, "version 1");
            }
            need(section.offset);
            int at = (int) (section.offset - tailStart);
            check("section " + id, section.offset, at, section.length, section.crc);
            String what = "segment section " + id;
            ByteReader stored = new ByteReader(what, object.name(), section.offset, tail, at, section.length);
            int codec = stored.u8();
            int rawLength = stored.count(SegmentFormat.MAX_SECTION_BYTES);
            if (!Codec.isKnown(codec)) {
                throw stored.corrupt("codec " + codec, "one that this version knows");
            }
            try {
                byte[] raw = Codec.ofId(codec).decompress(tail, stored.position(), stored.remaining(), rawLength);
                memory += raw.length;
                sectionSizes.add(new PartSize(SegmentFormat.sectionName(id), raw.length, section.length));
                return new ByteReader(what, object.name(), section.offset, raw, 0, raw.length);
            } catch (IllegalArgumentException e) {
                throw stored.corrupt("" + e.getMessage(), rawLength + " bytes once decompressed");
            }
        }

        /** Reads more, if the tail begins after that byte. */
        private void need(long offset) throws IOException {
            if (offset < tailStart) {
                byte[] more = object.get(offset, Math.toIntExact(tailStart - offset));
                byte[] all = new byte[Math.addExact(more.length, tail.length)];
                System.arraycopy(more, 0, all, 0, more.length);
                System.arraycopy(tail, 0, all, more.length, tail.length);
                tail = all;
                tailStart = offset;
            }
        }

        private void check(String what, long offset, int at, int length, int expected) throws CorruptDataException {
            CRC32C crc = new CRC32C();
            crc.update(tail, at, length);
            if ((int) crc.getValue() != expected) {
                throw corrupt(
                        what,
                        offset,
                        "crc 0x" + Integer.toHexString((int) crc.getValue()),
                        "0x" + Integer.toHexString(expected));
            }
        }

        private CorruptDataException corrupt(String what, long offset, String found, String expected) {
            return new CorruptDataException("segment " + what, object.name(), offset, found, expected, ADVICE);
        }

        private int tailBytes(List<Section> table) {
            long first = size;
            for (Section section : table) {
                first = Math.min(first, section.offset);
            }
            return Math.toIntExact(size - first);
        }
    }
}
