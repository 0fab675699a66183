package io.sigyn.storage.segment;

import io.sigyn.storage.ByteReader;
import io.sigyn.storage.CorruptDataException;
import io.sigyn.storage.filter.GramFilter;
import io.sigyn.storage.filter.ValueFilter;
import io.sigyn.storage.object.ObjectStore;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The filters of a segment's blocks, whose pages are read when first asked for. A page that cannot be read prunes nothing.
 * Thread-safe.
 */
final class FilterSection {
    private static final Logger LOG = LoggerFactory.getLogger(FilterSection.class);

    private final SegmentObject object;
    private final long[] pageOffsets;
    private final int[] pageLengths;
    private final int[] pageCrcs;
    private final int[] pageOf; // each block
    private final int[] startOf; // each block, in its page
    private final int[] lineLengths;
    private final int[] valueLengths;

    private FilterSection(SegmentObject object, int pages, int blocks) {
        this.object = object;
        this.pageOffsets = new long[pages];
        this.pageLengths = new int[pages];
        this.pageCrcs = new int[pages];
        this.pageOf = new int[blocks];
        this.startOf = new int[blocks];
        this.lineLengths = new int[blocks];
        this.valueLengths = new int[blocks];
    }

    static FilterSection read(ByteReader in, SegmentObject object, int blocks, long objectSize)
            throws CorruptDataException {
        FilterSection section = new FilterSection(object, in.count(in.remaining()), blocks);
        for (int i = 0; i < section.pageOffsets.length; i++) {
            section.pageOffsets[i] = in.longCount(objectSize);
            section.pageLengths[i] = in.count((int) Math.min(Integer.MAX_VALUE, objectSize - section.pageOffsets[i]));
            section.pageCrcs[i] = in.u32();
        }
        if (in.count(blocks) != blocks) {
            throw in.corrupt("filters of fewer blocks", "of " + blocks);
        }
        long start = 0;
        for (int i = 0; i < blocks; i++) {
            section.pageOf[i] = in.count(section.pageOffsets.length - 1);
            start = i > 0 && section.pageOf[i] == section.pageOf[i - 1] ? start : 0;
            section.startOf[i] = (int) start;
            section.lineLengths[i] = in.count(Integer.MAX_VALUE);
            section.valueLengths[i] = in.count(Integer.MAX_VALUE);
            start += (long) section.lineLengths[i] + section.valueLengths[i];
            if (start > section.pageLengths[section.pageOf[i]] || (start & 7) != 0) {
                throw in.corrupt("a filter up to byte " + start + " of its page", "words within it");
            }
        }
        in.expectEnd();
        return section;
    }

    boolean mayContain(int block, byte[] needle) {
        if (lineLengths[block] == 0) {
            return true;
        }
        try {
            return GramFilter.mayContain(page(block), startOf[block], lineLengths[block], needle);
        } catch (IOException e) {
            return cannotTell(block, e);
        }
    }

    boolean mayContainMetadata(int block, String name, byte[] value) {
        if (valueLengths[block] == 0) {
            return false;
        }
        try {
            int start = startOf[block] + lineLengths[block];
            return ValueFilter.mayContain(page(block), start, valueLengths[block], name, value);
        } catch (IOException e) {
            return cannotTell(block, e);
        }
    }

    /** Says that a block's filters will be asked for soon. */
    void prefetch(int block) {
        int page = pageOf[block];
        if (lineLengths[block] + valueLengths[block] > 0 && (block == 0 || pageOf[block - 1] != page)) {
            object.prefetchPage(page, new ObjectStore.Range(pageOffsets[page], pageLengths[page]));
        }
    }

    /** Tells of pages that are damaged. */
    void check(Consumer<CorruptDataException> damaged) throws IOException {
        for (int i = 0; i < pageOffsets.length; i++) {
            try {
                load(i);
            } catch (CorruptDataException damage) {
                damaged.accept(damage);
            }
        }
    }

    List<SegmentReader.PartSize> sizes() {
        long lines = 0;
        long values = 0;
        for (int i = 0; i < lineLengths.length; i++) {
            lines += lineLengths[i];
            values += valueLengths[i];
        }
        return List.of(
                new SegmentReader.PartSize("line filters", lines, lines),
                new SegmentReader.PartSize("value filters", values, values));
    }

    private boolean cannotTell(int block, IOException e) {
        if (e instanceof CorruptDataException damage) {
            object.damaged(damage);
            return true;
        }
        LOG.warn("block {} is searched without its filter", block, e);
        return true;
    }

    private byte[] page(int block) throws IOException {
        int page = pageOf[block];
        return object.page(page, () -> load(page));
    }

    private byte[] load(int page) throws IOException {
        byte[] bytes = object.get(pageOffsets[page], pageLengths[page]);
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length);
        if ((int) crc.getValue() != pageCrcs[page]) {
            throw new CorruptDataException(
                    "filter page " + page,
                    object.name(),
                    pageOffsets[page],
                    "crc 0x" + Integer.toHexString((int) crc.getValue()),
                    "0x" + Integer.toHexString(pageCrcs[page]),
                    "Its blocks are read whether they hold the needle or not; compaction writes a new one");
        }
        return bytes;
    }
}
