package io.sigyn.storage.segment;

/**
 * The bytes of a segment, one immutable object. Integers are little-endian; varint, text and numbers are as in the block's
 * format.
 *
 * <pre>
 * segment   := magic:"SSEG" version:u8  block*  page*  section*  table  footer
 * block     := the columns of a block, back to back
 * page      := the filters of some blocks in a row: for each its line filter, then its value filter
 * section   := codec:u8 rawLength:varint stored bytes
 * table     := sections:varint (id:varint version:varint offset:varint length:varint crc:u32)*
 * footer    := tableLength:u32 tableCrc:u32 version:u8 magic:"GESS"                              13 bytes
 *
 * the raw bytes of a section, by id, in version 1:
 * 1 DIRECTORY  blocks:varint (offset:varint header)*              where each block begins, and its header
 * 2 LABELS     streams:varint runs:varint names:varint name*
 *              runCounts:numbers(streams)                         how many runs each stream has
 *              rows:numbers(runs) start:numbers(runs) span:numbers(runs)
 *              lineBytes:numbers(runs) metadataBytes:numbers(runs)
 *   name       name:text values:varint lengths:numbers(values) utf8 value:numbers(streams)
 *              the sorted values of a label; for each stream which it has, counted from 1, or 0 for none
 *   run        rows of one stream in one block; from its start (after the segment's first instant) for span nanoseconds;
 *              its metadata measures eight bytes for each pair, and each name and each of its values once
 * 3 FILTERS    pages:varint (offset:varint length:varint crc:u32)*
 *              blocks:varint (page:varint lineFilter:varint valueFilter:varint)*     lengths in bytes
 * </pre>
 *
 * <p>A crc is the CRC-32C of what is stored. Offsets count from the object's first byte.
 *
 * <p>Invariants: streams ascend by their labels, rows within one by time; runs come in the order of rows, so that the first
 * block's rows are those of the first runs, and where a run lies need not be stored. A reader needs the sections only, which
 * lie together at the end; it skips those with an id that it does not know, and says so if it needs one of a later version.
 *
 * <p>Which streams have a value ("postings") is not stored but derived from the value column when a label is first asked
 * for: the column is smaller, compresses to almost nothing as streams are sorted, and gives series and label values at once.
 */
final class SegmentFormat {
    static final int MAGIC = 'S' | 'S' << 8 | 'E' << 16 | 'G' << 24;
    static final int END_MAGIC = 'G' | 'E' << 8 | 'S' << 16 | 'S' << 24;
    static final int VERSION = 1;
    static final int HEADER_BYTES = 5;
    static final int FOOTER_BYTES = 13;

    static final int DIRECTORY = 1;
    static final int LABELS = 2;
    static final int FILTERS = 3;
    static final int SECTION_VERSION = 1;

    static final int MAX_SECTIONS = 1024;
    static final int MAX_SECTION_BYTES = 1 << 30;
    /** A page is closed once it is as large; so much is read for the first question to one of its blocks. */
    static final int PAGE_BYTES = 1 << 19;

    private SegmentFormat() {}

    /** What a section holds, for people. */
    static String sectionName(int id) {
        return switch (id) {
            case DIRECTORY -> "directory";
            case LABELS -> "labels";
            case FILTERS -> "filter table";
            default -> "section " + id;
        };
    }
}
