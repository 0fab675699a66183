package io.sigyn.storage.wal;

import io.sigyn.storage.CorruptDataException;
import io.sigyn.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** One pass over one log file. For one thread, once. */
final class WalFileReplay {
    private final WalWindow window;
    private final Path path;
    private final long generation;
    private final WalReader.Handler handler;
    /** Whether this damage was acknowledged is known when a later group is met, or the end. */
    private final List<Damaged> undecided = new ArrayList<>();

    private int mark;

    WalFileReplay(DiskFile file, Path path, long generation, WalReader.Handler handler) throws IOException {
        this.window = new WalWindow(file);
        this.path = path;
        this.generation = generation;
        this.handler = handler;
    }

    private record Damaged(long from, long to, String found, String expected) {}

    void run() throws IOException {
        long fileBytes = window.fileBytes();
        if (fileBytes == 0) {
            return;
        }
        long position = Math.min(fileBytes, WalFormat.FILE_HEADER_BYTES);
        readHeader();
        while (position < fileBytes) {
            if (isRecord(position)) {
                position = replayRecord(position);
            } else {
                position = stepOverDamage(position);
            }
        }
        report(WalDamage.Kind.TORN);
    }

    private void readHeader() throws IOException {
        int size = WalFormat.FILE_HEADER_BYTES;
        if (!window.load(0, size)) {
            undecided.add(new Damaged(
                    0, window.fileBytes(), "a file of " + window.fileBytes() + " bytes", "a header of " + size));
            return;
        }
        byte[] header = Arrays.copyOfRange(window.buffer(), window.index(0), window.index(0) + size);
        ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
        int crc = WalFormat.headerCrc(fields);
        boolean magic = Arrays.equals(header, 0, 4, WalFormat.MAGIC, 0, 4);
        if (!magic || fields.getInt(17) != crc) {
            undecided.add(
                    new Damaged(0, size, "a header with crc " + hex(fields.getInt(17)), hex(crc) + " after SWAL"));
            mark = window.load(size, Integer.BYTES) ? ~window.intAt(size) : 0; // The first record begins a group.
            return;
        }
        if (header[4] != WalFormat.VERSION) {
            throw new IOException("log file " + path + " has version " + header[4] + " (expected: " + WalFormat.VERSION
                    + "). It was written by a later Sigyn; start that one, or let it flush its log first");
        }
        mark = fields.getInt(13);
        if (fields.getLong(5) != generation) {
            undecided.add(new Damaged(5, 13, "generation " + fields.getLong(5), "generation " + generation));
        }
    }

    /** Whether a whole record of this file is there; if so, it is loaded. */
    private boolean isRecord(long position) throws IOException {
        int header = WalFormat.RECORD_HEADER_BYTES;
        if (!window.load(position, header)) {
            return false;
        }
        int length = window.intAt(position + 4);
        if (!isMark(window.intAt(position)) || length < 1 || length > WalFormat.MAX_PAYLOAD_BYTES) {
            return false;
        }
        return window.load(position, header + length) && window.intAt(position + 8) == crcAt(position, length);
    }

    private boolean isMark(int value) {
        return value == mark || value == ~mark;
    }

    private int crcAt(long position, int length) {
        int payload = window.index(position + WalFormat.RECORD_HEADER_BYTES);
        return WalFormat.recordCrc(window.byteAt(position + 12), window.buffer(), payload, length);
    }

    private long replayRecord(long position) throws IOException {
        int length = window.intAt(position + 4);
        int type = window.byteAt(position + 12);
        if (window.intAt(position) == ~mark) {
            report(WalDamage.Kind.CORRUPT);
        }
        long payload = position + WalFormat.RECORD_HEADER_BYTES;
        if (type != WalFormat.END_OF_FILE) {
            handler.record(type, window.buffer(), window.index(payload), length);
        }
        return payload + length;
    }

    /** Looks for the next record by its mark. */
    private long stepOverDamage(long position) throws IOException {
        Damaged damaged = describe(position);
        long next = position + 1;
        while (next < window.fileBytes() && !isRecord(next)) {
            next++;
        }
        undecided.add(new Damaged(position, next, damaged.found(), damaged.expected()));
        return next;
    }

    private Damaged describe(long position) throws IOException {
        long left = window.fileBytes() - position;
        if (!window.load(position, WalFormat.RECORD_HEADER_BYTES)) {
            return new Damaged(position, position, left + " bytes", "a record header of 13");
        }
        int length = window.intAt(position + 4);
        if (!isMark(window.intAt(position))) {
            return new Damaged(position, position, "mark " + hex(window.intAt(position)), hex(mark));
        }
        if (length < 1 || length > WalFormat.MAX_PAYLOAD_BYTES) {
            return new Damaged(position, position, "length " + length, "1 to " + WalFormat.MAX_PAYLOAD_BYTES);
        }
        if (!window.load(position, WalFormat.RECORD_HEADER_BYTES + length)) {
            return new Damaged(position, position, left + " bytes", "a record of " + (13L + length));
        }
        return new Damaged(position, position, "crc " + hex(crcAt(position, length)), hex(window.intAt(position + 8)));
    }

    private void report(WalDamage.Kind kind) throws IOException {
        for (Damaged damaged : undecided) {
            String advice = switch (kind) {
                case TORN ->
                    (damaged.to() - damaged.from()) + " bytes are ignored: a crash left them of a write that"
                            + " was not acknowledged";
                case CORRUPT ->
                    (damaged.to() - damaged.from()) + " bytes are skipped, all others are kept. They held"
                            + " acknowledged lines: keep a copy of the file and check the disk";
            };
            handler.damaged(new WalDamage(
                    kind,
                    damaged.to() - damaged.from(),
                    new CorruptDataException(
                            kind == WalDamage.Kind.TORN ? "last record" : "record",
                            path.toString(),
                            damaged.from(),
                            damaged.found(),
                            damaged.expected(),
                            advice)));
        }
        undecided.clear();
    }

    private static String hex(int value) {
        return String.format(Locale.ROOT, "0x%08x", value);
    }
}
