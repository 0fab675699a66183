package io.sigyn.storage.segment;

import io.sigyn.storage.ByteWriter;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Collects the filters of blocks in pages, and encodes the FILTERS section. For one thread at a time. */
final class FilterSectionWriter {
    private final ByteWriter filters = new ByteWriter();
    private final ByteWriter pageTable = new ByteWriter();
    private final ByteWriter blockTable = new ByteWriter();
    private final ByteWriter page = new ByteWriter();
    private long[] pageEnds = new long[16]; // in filters
    private int pages;
    private int blocks;
    private int lastPage; // of the block added last

    /** The filters of the next block; empty where there is none. */
    void add(byte[] lineFilter, byte[] valueFilter) {
        filters.bytes(lineFilter).bytes(valueFilter);
        blockTable.varint(pages).varint(lineFilter.length).varint(valueFilter.length);
        lastPage = pages;
        blocks++;
        if (filters.size() - pageStart(pages) >= SegmentFormat.PAGE_BYTES) {
            endPage();
        }
    }

    /** Writes all pages; then nothing must be added any more. */
    void writePages(SpillBuffer out) throws IOException {
        if (blocks > 0 && lastPage == pages) {
            endPage();
        }
        for (int i = 0; i < pages; i++) {
            int length = (int) (pageEnds[i] - pageStart(i));
            page.clear();
            page.bytes(filters.buffer(), (int) pageStart(i), length);
            CRC32C crc = new CRC32C();
            crc.update(page.buffer(), 0, length);
            pageTable.varint(out.sizeBytes()).varint(length).u32((int) crc.getValue());
            out.append(page);
        }
    }

    void encode(ByteWriter out) {
        out.varint(pages).bytes(pageTable).varint(blocks).bytes(blockTable);
    }

    private long pageStart(int number) {
        return number == 0 ? 0 : pageEnds[number - 1];
    }

    private void endPage() {
        if (pages == pageEnds.length) {
            pageEnds = Arrays.copyOf(pageEnds, 2 * pages);
        }
        pageEnds[pages++] = filters.size();
    }
}
