package io.sigyn.ingester.log;

/**
 * The bytes of one push in the log: all that was accepted of it. Numbers are varints, seven bits a byte and the lowest
 * first; texts and blobs have their length before them.
 *
 * <pre>
 * type 1 := codec:u8 rawLength body          codec 0: as it is, 1: an LZ4 block
 * body   := tenant:text streams stream*
 * stream := labels:blob entries lineBytes entry*
 * labels := (name:text value:text)*          names strictly ascending
 * entry  := time lineLength metadataLength line metadata
 * metadata := (name:blob value:blob)*        in the order of arrival; names may repeat
 *
 * type 2 := flags:u8 tenant:text streams labels:blob* message
 * flags     bit 0: each entry has its level as the last pair of its metadata, {@code detected_level}
 * message   Loki's PushRequest as a Snappy block, to the end of the record: as it came, when all of it was accepted. Its
 *           streams are those before it, in order, each with entries; what it says of their labels does not count
 * </pre>
 *
 * <p>A time is the difference to the entry before it in the record (0 before the first), zigzag: 0, -1, 1, -2 ... are 0, 1,
 * 2, 3 ... {@code lineBytes} is the sum of the stream's lines.
 */
public final class PushRecordFormat {
    /** The types of these records in the log. */
    static final int ROWS = 1;

    static final int MESSAGE = 2;

    static final int NONE = 0;
    static final int LZ4 = 1;

    static final int LEVELS = 1;

    private PushRecordFormat() {}

    /** Whether a record of this type is a push that can be read. */
    public static boolean isKnown(int type) {
        return type == ROWS || type == MESSAGE;
    }
}
