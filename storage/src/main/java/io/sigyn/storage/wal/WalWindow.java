package io.sigyn.storage.wal;

import io.sigyn.storage.disk.DiskFile;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A part of a file in memory that moves forward, as large as the largest record asked for. For one thread. */
final class WalWindow {
    private static final int READ_BYTES = 1 << 20;
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final DiskFile file;
    private final long fileBytes;
    private byte[] buffer = new byte[0];
    private long start;
    private int filled;

    WalWindow(DiskFile file) throws IOException {
        this.file = file;
        this.fileBytes = file.sizeBytes();
    }

    long fileBytes() {
        return fileBytes;
    }

    byte[] buffer() {
        return buffer;
    }

    /** Brings bytes of the file into the buffer, and forgets those before; false if the file ends before they do. */
    boolean load(long position, int length) throws IOException {
        if (position + length > fileBytes) {
            return false;
        }
        if (position + length > start + filled) {
            fill(position, length);
        }
        return position + length <= start + filled;
    }

    /** Where a byte of the file is in the buffer; it must be loaded. */
    int index(long position) {
        return Math.toIntExact(position - start);
    }

    int intAt(long position) {
        return (int) INT.get(buffer, index(position));
    }

    long longAt(long position) {
        return (long) LONG.get(buffer, index(position));
    }

    int byteAt(long position) {
        return buffer[index(position)] & 0xff;
    }

    private void fill(long position, int length) throws IOException {
        int kept = (int) Math.max(0, start + filled - position);
        int capacity = (int) Math.min(fileBytes - position, Math.max(length + READ_BYTES / 2L, READ_BYTES));
        byte[] target = capacity > buffer.length ? new byte[capacity] : buffer;
        System.arraycopy(buffer, filled - kept, target, 0, kept);
        ByteBuffer into = ByteBuffer.wrap(target, kept, Math.min(target.length, capacity) - kept);
        int read = file.read(into, position + kept);
        buffer = target;
        start = position;
        filled = kept + read;
    }
}
