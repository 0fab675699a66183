package io.sigyn.ingester.decode;

import io.sigyn.ingester.RejectedPushException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one tenant by the bytes that clients send for their labels, so that these are parsed once and not with
 * each push. Bounded: beyond its limit it forgets everything and begins anew. Thread-safe; reads take no lock.
 */
public final class StreamTable {
    private static final int MAX_ENTRIES = 1 << 17;
    private static final long MAX_BYTES = 32 << 20;
    private static final int ENTRY_BYTES = 500;
    private static final long SEED = new SecureRandom().nextLong();
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private volatile Table table;

    public StreamTable() {
        table = new Table(List.of(), 64);
    }

    /** How the bytes are to be read. */
    enum Spelling {
        LABEL_STRING,
        JSON_OBJECT
    }

    private static final class Entry {
        final int hash;
        final Spelling spelling;
        final byte[] bytes;
        final StreamLabels labels;
        final @Nullable Entry next;

        Entry(int hash, Spelling spelling, byte[] bytes, StreamLabels labels, @Nullable Entry next) {
            this.hash = hash;
            this.spelling = spelling;
            this.bytes = bytes;
            this.labels = labels;
            this.next = next;
        }
    }

    /** Chains of entries; the service names that they were made with never change. */
    private static final class Table {
        final List<String> discover;
        final AtomicReferenceArray<@Nullable Entry> buckets;
        int entries;
        long bytes;

        Table(List<String> discover, int size) {
            this.discover = discover;
            this.buckets = new AtomicReferenceArray<>(size);
        }

        @Nullable
        StreamLabels find(int hash, Spelling spelling, byte[] text, int offset, int length) {
            Entry entry = buckets.get(hash & (buckets.length() - 1));
            while (entry != null) {
                if (entry.hash == hash
                        && entry.spelling == spelling
                        && Arrays.equals(entry.bytes, 0, entry.bytes.length, text, offset, offset + length)) {
                    return entry.labels;
                }
                entry = entry.next;
            }
            return null;
        }

        void put(int hash, Spelling spelling, byte[] key, StreamLabels labels) {
            int bucket = hash & (buckets.length() - 1);
            buckets.set(bucket, new Entry(hash, spelling, key, labels, buckets.get(bucket)));
            entries++;
            bytes += ENTRY_BYTES + 5L * key.length;
        }
    }

    /** From a label string. */
    StreamLabels ofLabelString(byte[] text, int offset, int length, List<String> discover) {
        return find(Spelling.LABEL_STRING, text, offset, length, discover);
    }

    /** From a JSON object, which must be a valid one, of names and values. */
    StreamLabels ofJsonObject(byte[] text, int offset, int length, List<String> discover) {
        return find(Spelling.JSON_OBJECT, text, offset, length, discover);
    }

    private StreamLabels find(Spelling spelling, byte[] text, int offset, int length, List<String> discover) {
        int hash = hash(text, offset, length);
        Table current = table;
        if (current.discover.equals(discover)) {
            StreamLabels found = current.find(hash, spelling, text, offset, length);
            if (found != null) {
                return found;
            }
        }
        byte[] key = Arrays.copyOfRange(text, offset, offset + length);
        StreamLabels parsed = StreamLabels.of(parse(spelling, key), discover);
        remember(hash, spelling, key, parsed, discover);
        return parsed;
    }

    private static List<StreamLabels.Label> parse(Spelling spelling, byte[] key) {
        try {
            if (spelling == Spelling.LABEL_STRING) {
                return LabelStringParser.parse(key, 0, key.length);
            }
            byte[] string = JsonLabels.labelString(key).getBytes(StandardCharsets.UTF_8);
            return LabelStringParser.parse(string, 0, string.length);
        } catch (LabelStringParser.LabelSyntaxException refused) {
            throw new RejectedPushException(400, "couldn't parse labels: " + refused.getMessage());
        }
    }

    private synchronized void remember(
            int hash, Spelling spelling, byte[] key, StreamLabels labels, List<String> discover) {
        Table current = table;
        if (!current.discover.equals(discover) || current.entries >= MAX_ENTRIES || current.bytes > MAX_BYTES) {
            current = new Table(List.copyOf(discover), 64);
        } else if (current.find(hash, spelling, key, 0, key.length) != null) {
            return;
        } else if (current.entries >= current.buckets.length()) {
            current = larger(current);
        }
        current.put(hash, spelling, key, labels);
        table = current;
    }

    private static Table larger(Table full) {
        Table larger = new Table(full.discover, full.buckets.length() * 4);
        for (int i = 0; i < full.buckets.length(); i++) {
            for (Entry entry = full.buckets.get(i); entry != null; entry = entry.next) {
                larger.put(entry.hash, entry.spelling, entry.bytes, entry.labels);
            }
        }
        return larger;
    }

    /** Mixed with a number that clients cannot know, so that they cannot make chains long. */
    private static int hash(byte[] text, int offset, int length) {
        long hash = SEED + length;
        int i = offset;
        for (int end = offset + length - 7; i < end; i += 8) {
            hash = mix(hash, (long) LONGS.get(text, i));
        }
        long rest = 0;
        for (int end = offset + length; i < end; i++) {
            rest = rest << 8 | (text[i] & 0xff);
        }
        hash = mix(hash, rest);
        return (int) (hash >>> 32);
    }

    private static long mix(long hash, long word) {
        long mixed = (hash ^ word) * 0x9e3779b97f4a7c15L;
        return (mixed ^ (mixed >>> 32)) * 0xd6e8feb86659fd93L;
    }
}
