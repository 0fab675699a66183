package io.sigyn.storage.block;

/**
 * The bytes of a block: its columns back to back, and a header, kept elsewhere, that says what they are. Integers are
 * little-endian; a varint has seven bits a byte, the lowest first.
 *
 * <pre>
 * header  := rows:varint minTimestamp:u64 span:varint columns:varint column*
 * column  := kind:varint name:text encoding:u8 codec:u8 rawLength:varint storedLength:varint crc:u32
 * text    := length:varint utf8
 * kind     1 TIMESTAMPS        2 LINE_LENGTHS   3 LINES   4 METADATA_SHAPES   5 METADATA_VALUES (one for each name)
 * codec    0 none   1 LZ4 block   2 zstd frame
 * crc      CRC-32C of the stored bytes
 *
 * the raw bytes of a column, by encoding:
 * TIMESTAMPS      0  first:u64 scale:u8 numbers(rows - 1)   row i+1 is 10^scale * unzigzag(number i) after row i
 * LINE_LENGTHS    0  numbers(rows)
 * LINES           0  all lines back to back
 *                 1  by templates, see {@link LineTemplates}; codec is 0, rawLength that of all lines
 * METADATA_SHAPES 0  shapes:varint (pairs:varint name:varint*)* numbers(rows)   each row's shape: which names, in order;
 *                                                                               a name is the n-th METADATA_VALUES
 * METADATA_VALUES 0  numbers(values) bytes                  lengths, then all values back to back, in row order
 *                 1  entries:varint numbers(entries) bytes numbers(values)   a dictionary as above, then each value's entry
 * numbers(n) := width:u8 plane*     width planes of n bytes: the lowest byte of every number, then the next ones
 * </pre>
 *
 * <p>Byte planes, since a general compressor then sees bytes of one kind together, and decoding needs no branches.
 *
 * <p>Invariants: rows are sorted by stream, time, arrival; columns come in ascending order of kind; a kind or encoding that a reader does not know costs it
 * that column only; METADATA_SHAPES and METADATA_VALUES are missing where no row has metadata.
 */
final class BlockFormat {
    static final int TIMESTAMPS = 1;
    static final int LINE_LENGTHS = 2;
    static final int LINES = 3;
    static final int METADATA_SHAPES = 4;
    static final int METADATA_VALUES = 5;

    static final int PLAIN = 0;
    static final int DICTIONARY = 1;
    static final int TEMPLATES = 1;

    static final int MAX_ROWS = 1 << 22;
    static final int MAX_COLUMNS = 1 << 20;
    /** No column is larger, so that a damaged or hostile header cannot ask for more memory than this. */
    static final int MAX_COLUMN_BYTES = 1 << 29;

    private BlockFormat() {}
}
