package io.sigyn.ingester.log;

import io.sigyn.model.EntryMetadata;
import io.sigyn.model.Labels;
import io.sigyn.model.TenantId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The entries of one push that validation let through, laid out as {@link PushRecord} says: no object per entry. Built
 * by one thread, then given away and not changed any more.
 */
public final class AcceptedEntries {
    private final TenantId tenant;
    private final List<Labels> streams = new ArrayList<>();
    private final Map<String, Integer> names = new HashMap<>();
    private final List<String> nameList = new ArrayList<>();
    private byte[] bytes;
    private int length;
    private int entries;
    private long lineBytes;

    /** Of one tenant; {@code expectedBytes} is a hint for the first buffer. */
    public AcceptedEntries(TenantId tenant, int expectedBytes) {
        this.tenant = tenant;
        this.bytes = new byte[Math.max(256, expectedBytes)];
        putString(tenant.value());
    }

    /** Entries that were read back from the log; they take over the buffer. */
    AcceptedEntries(TenantId tenant, byte[] bytes, int length, List<Labels> streams, List<String> names) {
        this.tenant = tenant;
        this.bytes = bytes;
        this.length = length;
        this.streams.addAll(streams);
        this.nameList.addAll(names);
    }

    /** The entries added from now on are of this stream; one without entries leaves no trace in a chunk. */
    public void startStream(Labels stream) {
        streams.add(stream);
        ensure(1 + 5);
        bytes[length++] = PushRecord.STREAM;
        putVarint(stream.size());
        for (int i = 0; i < stream.size(); i++) {
            putString(stream.name(i));
            putString(stream.value(i));
        }
    }

    /** Adds an entry; nothing of the buffers is kept. */
    public void add(long timestampNanos, byte[] buffer, int offset, int lineLength, EntryMetadata metadata) {
        int pairs = metadata.size();
        for (int i = 0; i < pairs; i++) {
            nameIndex(metadata.name(i));
        }
        ensure(1 + 8 + 5 + lineLength + 5);
        bytes[length++] = PushRecord.ENTRY;
        putLong(timestampNanos);
        putVarint(lineLength);
        System.arraycopy(buffer, offset, bytes, length, lineLength);
        length += lineLength;
        putVarint(pairs);
        for (int i = 0; i < pairs; i++) {
            int valueLength = metadata.valueLength(i);
            ensure(10 + valueLength);
            putVarint(nameIndex(metadata.name(i)));
            putVarint(valueLength);
            System.arraycopy(metadata.valueBuffer(i), metadata.valueOffset(i), bytes, length, valueLength);
            length += valueLength;
        }
        entries++;
        lineBytes += lineLength;
    }

    public TenantId tenant() {
        return tenant;
    }

    public int entries() {
        return entries;
    }

    public boolean isEmpty() {
        return entries == 0;
    }

    public long lineBytes() {
        return lineBytes;
    }

    /** The streams in the order of their STREAM tags. */
    public List<Labels> streams() {
        return streams;
    }

    /** The metadata names in the order of their NAME tags. */
    public List<String> names() {
        return nameList;
    }

    /** The record as it is before compression, in the first {@link #length} bytes. */
    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return length;
    }

    private int nameIndex(String name) {
        Integer known = names.get(name);
        if (known != null) {
            return known;
        }
        int index = nameList.size();
        names.put(name, index);
        nameList.add(name);
        ensure(1);
        bytes[length++] = PushRecord.NAME;
        putString(name);
        return index;
    }

    private void putString(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        ensure(5 + utf8.length);
        putVarint(utf8.length);
        System.arraycopy(utf8, 0, bytes, length, utf8.length);
        length += utf8.length;
    }

    private void putLong(long value) {
        PushRecord.LONG.set(bytes, length, value);
        length += 8;
    }

    private void putVarint(int value) {
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.addExact(Math.max(length + more, bytes.length), bytes.length / 2));
        }
    }
}
