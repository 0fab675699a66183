package io.sigyn.index.manifest;

import io.sigyn.storage.ByteReader;
import io.sigyn.storage.ByteWriter;
import io.sigyn.storage.CorruptDataException;
import io.sigyn.storage.segment.SegmentSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One link of a tenant's chain, an object of its own. Integers are little-endian, varints have seven bits a byte.
 *
 * <pre>
 * commit    := magic:"SMAN" version:u8 kind:u8 number:u64 token:u64 change [manifest] crc:u32
 * change    := writer:text epoch:varint generation:varint floor:varint segment-list key-list
 * manifest  := segment-list count:varint (writer:text state){count}       where kind is 1: what is true after the change
 * state     := epoch:varint floor:varint count:varint (generation:varint){count}
 * segment   := key:text level:varint minTime:u64 maxTime:u64 entries lineBytes streams blocks size tail (varints)
 * X-list    := count:varint X{count}
 * text      := length:varint UTF-8
 * </pre>
 *
 * <p>{@code generation} is one more than the number, 0 for none. {@code token} is random: a writer whose PUT got no answer
 * reads the commit back and knows its own. {@code crc} is the CRC-32C of everything before it.
 *
 * @param after the whole manifest that this commit makes; null in most commits
 */
record ManifestCommit(
        long number,
        long token,
        ManifestChange change,
        @Nullable Manifest after) {
    private static final int MAGIC = 'S' | 'M' << 8 | 'A' << 16 | 'N' << 24;
    private static final int VERSION = 1;
    private static final int MAX_COUNT = 10_000_000;

    byte[] encode() {
        ByteWriter out = new ByteWriter();
        out.u32(MAGIC).u8(VERSION).u8(after == null ? 0 : 1).u64(number).u64(token);
        out.text(change.writer())
                .varint(change.epoch())
                .varint(change.generation() + 1)
                .varint(change.floor());
        encodeSegments(out, change.added());
        out.varint(change.removed().size());
        change.removed().forEach(out::text);
        if (after != null) {
            encodeManifest(out, after);
        }
        CRC32C crc = new CRC32C();
        crc.update(out.buffer(), 0, out.size());
        return out.u32((int) crc.getValue()).toByteArray();
    }

    static ManifestCommit decode(String key, byte[] bytes) throws CorruptDataException {
        int end = bytes.length - Integer.BYTES;
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, Math.max(0, end));
        ByteReader check = new ByteReader(
                "manifest commit", key, Math.max(0, end), bytes, Math.max(0, end), Math.min(4, bytes.length));
        int stored = check.u32();
        if (stored != (int) crc.getValue()) {
            throw new CorruptDataException(
                    "manifest commit",
                    key,
                    end,
                    String.format("crc 0x%08x", stored),
                    String.format("0x%08x", (int) crc.getValue()),
                    "The segments that it names are not seen until `sigyn repair` has rebuilt the manifest.");
        }
        ByteReader in = new ByteReader("manifest commit", key, 0, bytes, 0, end);
        int magic = in.u32();
        int version = in.u8();
        if (magic != MAGIC || version != VERSION) {
            throw new CorruptDataException(
                    "manifest commit",
                    key,
                    0,
                    String.format("magic 0x%08x, version %d", magic, version),
                    String.format("0x%08x, version %d", MAGIC, VERSION),
                    "A newer Sigyn may have written it.");
        }
        boolean whole = in.u8() == 1;
        long number = in.u64();
        long token = in.u64();
        ManifestChange change = decodeChange(in);
        return new ManifestCommit(number, token, change, whole ? decodeManifest(in, number) : null);
    }

    private static ManifestChange decodeChange(ByteReader in) throws CorruptDataException {
        String writer = in.text();
        long epoch = in.longCount(Long.MAX_VALUE);
        long generation = in.longCount(Long.MAX_VALUE) - 1;
        long floor = in.longCount(Long.MAX_VALUE);
        List<SegmentRef> added = decodeSegments(in);
        List<String> removed = new ArrayList<>();
        for (int left = in.count(MAX_COUNT); left > 0; left--) {
            removed.add(in.text());
        }
        return new ManifestChange(writer, epoch, generation, floor, added, removed);
    }

    private static void encodeManifest(ByteWriter out, Manifest manifest) {
        encodeSegments(out, manifest.segments());
        out.varint(manifest.writers().size());
        new TreeMap<>(manifest.writers()).forEach((writer, state) -> {
            out.text(writer)
                    .varint(state.epoch())
                    .varint(state.floor())
                    .varint(state.generations().size());
            state.generations().forEach(out::varint);
        });
    }

    private static Manifest decodeManifest(ByteReader in, long version) throws CorruptDataException {
        List<SegmentRef> segments = decodeSegments(in);
        Map<String, WriterState> writers = new TreeMap<>();
        for (int left = in.count(MAX_COUNT); left > 0; left--) {
            String writer = in.text();
            long epoch = in.longCount(Long.MAX_VALUE);
            long floor = in.longCount(Long.MAX_VALUE);
            List<Long> generations = new ArrayList<>();
            for (int more = in.count(MAX_COUNT); more > 0; more--) {
                generations.add(in.longCount(Long.MAX_VALUE));
            }
            writers.put(writer, new WriterState(epoch, floor, generations));
        }
        return new Manifest(version, segments, writers);
    }

    private static void encodeSegments(ByteWriter out, List<SegmentRef> segments) {
        out.varint(segments.size());
        for (SegmentRef segment : segments) {
            SegmentSummary summary = segment.summary();
            out.text(segment.key()).varint(segment.level());
            out.u64(summary.minTimestampNanos()).u64(summary.maxTimestampNanos());
            out.varint(summary.entries()).varint(summary.lineBytes()).varint(summary.streams());
            out.varint(summary.blocks()).varint(summary.sizeBytes()).varint(summary.tailBytes());
        }
    }

    private static List<SegmentRef> decodeSegments(ByteReader in) throws CorruptDataException {
        int count = in.count(MAX_COUNT);
        List<SegmentRef> segments = new ArrayList<>(Math.min(count, 1024));
        for (int i = 0; i < count; i++) {
            String key = in.text();
            int level = in.count(Integer.MAX_VALUE);
            segments.add(new SegmentRef(
                    key,
                    level,
                    new SegmentSummary(
                            in.u64(),
                            in.u64(),
                            in.longCount(Long.MAX_VALUE),
                            in.longCount(Long.MAX_VALUE),
                            in.count(Integer.MAX_VALUE),
                            in.count(Integer.MAX_VALUE),
                            in.longCount(Long.MAX_VALUE),
                            in.count(Integer.MAX_VALUE))));
        }
        return segments;
    }
}
