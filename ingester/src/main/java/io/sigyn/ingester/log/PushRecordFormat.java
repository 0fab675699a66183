package io.sigyn.ingester.log;

/**
 * The bytes of one push in the log: all that was accepted of it. Numbers are varints, seven bits a byte and the lowest
 * first; texts and blobs have their length before them.
 *
 * <pre>
 * record := codec:u8 rawLength body          codec 0: as it is, 1: an LZ4 block
 * body   := tenant:text streams stream*
 * stream := labels:blob entries lineBytes entry*
 * labels := (name:text value:text)*          names strictly ascending
 * entry  := time lineLength metadataLength line metadata
 * metadata := (name:blob value:blob)*        in the order of arrival; names may repeat
 * </pre>
 *
 * <p>A time is the difference to the entry before it in the record (0 before the first), zigzag: 0, -1, 1, -2 ... are 0, 1,
 * 2, 3 ... {@code lineBytes} is the sum of the stream's lines.
 */
public final class PushRecordFormat {
    /** The type of these records in the log. */
    public static final int TYPE = 1;

    static final int NONE = 0;
    static final int LZ4 = 1;

    private PushRecordFormat() {}
}
