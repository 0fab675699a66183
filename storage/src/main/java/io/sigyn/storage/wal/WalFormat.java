package io.sigyn.storage.wal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The bytes of one log file. Integers are little-endian.
 *
 * <pre>
 * file   := header group*
 * group  := record+                                  written together, made durable together, then acknowledged
 * header    offset  size  field       meaning
 *           0       4     magic       "SWAL"
 *           4       1     version     1
 *           5       8     generation  the name of the directory, too
 *           13      4     mark        random, so that no payload can hold what looks like a record of this file
 *           17      4     crc         CRC-32C of the bytes before
 * record    0       4     mark        the file's mark; all its bits inverted in the first record of a group
 *           4       4     length      bytes of payload, 1 to MAX_PAYLOAD_BYTES
 *           8       4     crc         CRC-32C of length, type and payload, so that a torn length is seen too
 *           12      1     type        what the payload is, 1 to 255, opaque here as the payload is; 0: end of file
 *           13      n     payload
 * </pre>
 *
 * <p>Invariants: a record lies in one file; a file is appended to, then deleted whole, never rewritten. A group is written
 * after all groups before it in this file are durable. So bytes that are no record are corruption if a later group
 * follows them; in the last group they are what a crash left of it, and nobody was told that it is there. A file that
 * was completed ends with a record of type 0, a group of its own whose payload is one byte 0.
 *
 * <p>Example: in a file with the mark {@code 0x11223344}, payload {@code 68 69} of type 1 in the middle of a group is the
 * record {@code 44 33 22 11 02 00 00 00 93 0f 85 ca 01 68 69}.
 */
final class WalFormat {
    static final byte[] MAGIC = {'S', 'W', 'A', 'L'};
    static final byte VERSION = 1;
    static final int FILE_HEADER_BYTES = 21;
    static final int RECORD_HEADER_BYTES = 13;
    static final int MAX_PAYLOAD_BYTES = 128 << 20;
    static final int END_OF_FILE = 0;

    private static final int CRC_OFFSET = 17;

    private WalFormat() {}

    static ByteBuffer fileHeader(long generation, int mark) {
        ByteBuffer header = ByteBuffer.allocate(FILE_HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        header.put(MAGIC).put(VERSION).putLong(generation).putInt(mark).putInt(headerCrc(header));
        return header.flip();
    }

    /** CRC-32C of a file header's bytes before the checksum. */
    static int headerCrc(ByteBuffer header) {
        CRC32C crc = new CRC32C();
        crc.update(header.duplicate().position(0).limit(CRC_OFFSET));
        return (int) crc.getValue();
    }

    /** CRC-32C of length, type and payload. */
    static int recordCrc(int type, int length, ByteBuffer... payload) {
        CRC32C crc = startRecordCrc(type, length);
        for (ByteBuffer part : payload) {
            crc.update(part.duplicate());
        }
        return (int) crc.getValue();
    }

    /** The same over an array; begins at the payload. */
    static int recordCrc(int type, byte[] payload, int offset, int length) {
        CRC32C crc = startRecordCrc(type, length);
        crc.update(payload, offset, length);
        return (int) crc.getValue();
    }

    private static CRC32C startRecordCrc(int type, int length) {
        CRC32C crc = new CRC32C();
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            crc.update(length >>> shift);
        }
        crc.update(type);
        return crc;
    }
}
