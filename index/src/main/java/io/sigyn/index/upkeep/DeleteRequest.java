package io.sigyn.index.upkeep;

import io.sigyn.model.TenantId;
import io.sigyn.storage.ByteReader;
import io.sigyn.storage.ByteWriter;
import io.sigyn.storage.CorruptDataException;
import io.sigyn.storage.object.ObjectStore;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * What was asked to be deleted, as it lies in the object store. Immutable; integers are little-endian.
 *
 * <pre>
 * request := magic:"SDEL" version:u8 tenant:text id:text query:text start:u64 end:u64 created:u64 interval:u64 crc:u32
 * text    := length:varint utf8
 * crc        CRC-32C of everything before it
 * </pre>
 *
 * @param id eight hexadecimal digits, unique among the tenant's requests
 * @param query a selector and stages: rows that pass them are meant
 * @param startMillis of the rows meant, inclusive, since 1970
 * @param endMillis of the rows meant, inclusive
 * @param intervalMillis the longest range that its owner wants to be worked on at once
 */
public record DeleteRequest(
        TenantId tenant,
        String id,
        String query,
        long startMillis,
        long endMillis,
        long createdMillis,
        long intervalMillis) {
    private static final int MAGIC = 'S' | 'D' << 8 | 'E' << 16 | 'L' << 24;
    private static final int VERSION = 1;
    private static final long MILLI = 1_000_000L;

    public DeleteRequest {
        if (!id.matches("[0-9a-f]{8}")) {
            throw new IllegalArgumentException("delete request id: \"" + id + "\" (expected: 8 hexadecimal digits)");
        }
        if (startMillis > endMillis) {
            throw new IllegalArgumentException("delete request from " + startMillis + " to " + endMillis
                    + " (expected: a start that is not after the end)");
        }
    }

    /** The first instant meant. */
    public long startNanos() {
        return nanos(startMillis);
    }

    /** The last instant meant: a row of just this time is meant, one a nanosecond later is not. */
    public long endNanos() {
        return nanos(endMillis);
    }

    private static long nanos(long millis) {
        long longest = Long.MAX_VALUE / MILLI;
        return Math.max(-longest, Math.min(longest, millis)) * MILLI;
    }

    byte[] encode() {
        ByteWriter out = new ByteWriter();
        out.u32(MAGIC).u8(VERSION).text(tenant.value()).text(id).text(query);
        out.u64(startMillis).u64(endMillis).u64(createdMillis).u64(intervalMillis);
        return out.u32(crc(out.buffer(), out.size())).toByteArray();
    }

    /** Reads all requests of a tenant, and tells of those that are damaged; returns how many there are. */
    public static int check(ObjectStore store, TenantId tenant, Consumer<CorruptDataException> damaged)
            throws IOException {
        int requests = 0;
        for (ObjectStore.ObjectInfo object : store.list("deletes/" + tenant + ".tenant/", "")) {
            if (object.key().endsWith(".request")) {
                requests++;
                try {
                    decode(object.key(), store.get(object.key(), 0, (int) Math.min(1 << 20, object.sizeBytes())));
                } catch (CorruptDataException damage) {
                    damaged.accept(damage);
                } catch (NoSuchFileException takenBack) {
                    requests--;
                }
            }
        }
        return requests;
    }

    /** Tenants that have requests. */
    public static Set<TenantId> tenants(ObjectStore store) throws IOException {
        return Set.copyOf(new DeleteRequestObjects(store).list().keySet());
    }

    static DeleteRequest decode(String key, byte[] bytes) throws CorruptDataException {
        int end = Math.max(0, bytes.length - Integer.BYTES);
        ByteReader in = new ByteReader("delete request", key, 0, bytes, 0, end);
        int stored = new ByteReader("delete request", key, end, bytes, end, bytes.length - end).u32();
        if (stored != crc(bytes, end)) {
            throw in.corrupt(hex("crc", crc(bytes, end)), hex("crc", stored));
        }
        int magic = in.u32();
        int version = in.u8();
        if (magic != MAGIC || version != VERSION) {
            throw in.corrupt(hex("magic", magic) + ", version " + version, hex("magic", MAGIC) + ", version 1");
        }
        DeleteRequest request = new DeleteRequest(
                new TenantId(in.text()), in.text(), in.text(), in.u64(), in.u64(), in.u64(), in.u64());
        in.expectEnd();
        return request;
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    private static String hex(String what, int value) {
        return String.format(Locale.ROOT, "%s 0x%08x", what, value);
    }
}
