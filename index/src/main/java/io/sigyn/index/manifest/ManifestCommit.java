package io.sigyn.index.manifest;

import io.sigyn.storage.ByteReader;
import io.sigyn.storage.ByteWriter;
import io.sigyn.storage.CorruptDataException;
import io.sigyn.storage.block.Codec;
import io.sigyn.storage.segment.SegmentSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One link of a tenant's chain, an object of its own. Integers are little-endian, varints have seven bits a byte.
 *
 * <pre>
 * commit    := magic:"SMAN" version:u8 number:u64 token:u64 parent:u64 base:u64 codec:u8 rawLength:varint body crc:u32
 * body      := whole:u8 change [manifest]                   stored as the codec says (0 none, 2 zstd); manifest where whole is 1
 * change    := writer:text epoch:varint generation:varint floor:varint segment* key* removedAt:varint key*
 *                                                           added, removed, purged
 * manifest  := segment* (writer:text epoch:varint floor:varint generation:varint*)* (key removedAt:varint)* damaged:varint*
 * segment   := key level:varint first:u64 last:u64 entries:varint lineBytes:varint streams:varint blocks:varint
 *              size:varint tail:varint
 * key, text := length:varint utf8
 * x*        := count:varint x{count}
 * </pre>
 *
 * <p>{@code generation} is one more than the number, 0 for none. {@code token} is random: a writer whose PUT got no answer
 * reads the commit back and knows its own. {@code parent} is the token of the commit before, so that a commit whose
 * predecessor was another one is seen not to belong to the chain. {@code base} is the number of the newest whole manifest up to
 * this commit. {@code crc} is the CRC-32C of everything before it.
 *
 * @param after the whole manifest that this commit makes, where it is a whole one
 */
record ManifestCommit(
        long number,
        long token,
        long parent,
        long base,
        ManifestChange change,
        @Nullable Manifest after) {
    private static final int MAGIC = 'S' | 'M' << 8 | 'A' << 16 | 'N' << 24;
    private static final int VERSION = 1;
    private static final int MAX_BODY_BYTES = 1 << 28;
    private static final int COMPRESSED_FROM_BYTES = 2048;
    private static final int LEVEL = 3;

    byte[] encode() {
        ByteWriter body = new ByteWriter();
        body.u8(after == null ? 0 : 1);
        encodeChange(body);
        if (after != null) {
            encodeManifest(body, after);
        }
        ByteWriter out = new ByteWriter();
        out.u32(MAGIC).u8(VERSION).u64(number).u64(token).u64(parent).u64(base);
        Codec codec = body.size() < COMPRESSED_FROM_BYTES ? Codec.NONE : Codec.ZSTD;
        out.u8(codec.id()).varint(body.size());
        codec.compress(body.buffer(), 0, body.size(), LEVEL, out);
        return out.u32(crc(out.buffer(), out.size())).toByteArray();
    }

    static ManifestCommit decode(String key, byte[] bytes) throws CorruptDataException {
        int end = Math.max(0, bytes.length - Integer.BYTES);
        ByteReader in = new ByteReader("manifest commit", key, 0, bytes, 0, end);
        int stored = new ByteReader("manifest commit", key, end, bytes, end, bytes.length - end).u32();
        if (stored != crc(bytes, end)) {
            throw in.corrupt(hex("crc", crc(bytes, end)), hex("crc", stored));
        }
        int magic = in.u32();
        int version = in.u8();
        if (magic != MAGIC || version != VERSION) {
            throw in.corrupt(hex("magic", magic) + ", version " + version, hex("magic", MAGIC) + ", version 1");
        }
        long number = in.u64();
        long token = in.u64();
        long parent = in.u64();
        long base = in.u64();
        ByteReader body = body(key, in);
        boolean whole = body.u8() == 1;
        ManifestChange change = decodeChange(body);
        Manifest after = whole ? decodeManifest(body, number) : null;
        body.expectEnd();
        return new ManifestCommit(number, token, parent, base, change, after);
    }

    private static ByteReader body(String key, ByteReader in) throws CorruptDataException {
        int codec = in.u8();
        int rawLength = in.count(MAX_BODY_BYTES);
        if (!Codec.isKnown(codec)) {
            throw in.corrupt("codec " + codec, "one that this version knows");
        }
        try {
            byte[] raw = Codec.ofId(codec).decompress(in.buffer(), in.position(), in.remaining(), rawLength);
            return new ByteReader("manifest commit", key, in.position(), raw, 0, raw.length);
        } catch (IllegalArgumentException e) {
            throw in.corrupt("" + e.getMessage(), rawLength + " bytes once decompressed");
        }
    }

    private void encodeChange(ByteWriter out) {
        out.text(change.writer())
                .varint(change.epoch())
                .varint(change.generation() + 1)
                .varint(change.floor());
        encodeSegments(out, change.added());
        encodeTexts(out, change.removed());
        out.varint(change.removedAtMillis());
        encodeTexts(out, change.purged());
    }

    private static ManifestChange decodeChange(ByteReader in) throws CorruptDataException {
        String writer = in.text();
        long epoch = in.longCount(Long.MAX_VALUE);
        long generation = in.longCount(Long.MAX_VALUE) - 1;
        long floor = in.longCount(Long.MAX_VALUE);
        List<SegmentRef> added = decodeSegments(in);
        List<String> removed = decodeTexts(in);
        long removedAt = in.longCount(Long.MAX_VALUE);
        return new ManifestChange(writer, epoch, generation, floor, added, removed, removedAt, decodeTexts(in));
    }

    private static void encodeManifest(ByteWriter out, Manifest manifest) {
        encodeSegments(out, manifest.segments());
        out.varint(manifest.writers().size());
        new TreeMap<>(manifest.writers()).forEach((writer, state) -> {
            out.text(writer).varint(state.epoch()).varint(state.floor());
            encodeNumbers(out, state.generations());
        });
        out.varint(manifest.removed().size());
        manifest.removed().forEach(segment -> out.text(segment.key()).varint(segment.atMillis()));
        encodeNumbers(out, manifest.damaged());
    }

    private static Manifest decodeManifest(ByteReader in, long version) throws CorruptDataException {
        List<SegmentRef> segments = decodeSegments(in);
        Map<String, WriterState> writers = new TreeMap<>();
        for (int left = in.count(in.remaining()); left > 0; left--) {
            String writer = in.text();
            long epoch = in.longCount(Long.MAX_VALUE);
            long floor = in.longCount(Long.MAX_VALUE);
            writers.put(writer, new WriterState(epoch, floor, decodeNumbers(in)));
        }
        List<RemovedSegment> removed = new ArrayList<>();
        for (int left = in.count(in.remaining()); left > 0; left--) {
            removed.add(new RemovedSegment(in.text(), in.longCount(Long.MAX_VALUE)));
        }
        return new Manifest(version, segments, writers, removed, decodeNumbers(in));
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
        List<SegmentRef> segments = new ArrayList<>();
        for (int left = in.count(in.remaining()); left > 0; left--) {
            String key = in.text();
            int level = in.count(Integer.MAX_VALUE);
            long first = in.u64();
            long last = in.u64();
            long entries = in.longCount(Long.MAX_VALUE);
            long lineBytes = in.longCount(Long.MAX_VALUE);
            int streams = in.count(Integer.MAX_VALUE);
            int blocks = in.count(Integer.MAX_VALUE);
            long size = in.longCount(Long.MAX_VALUE);
            int tail = in.count(Integer.MAX_VALUE);
            segments.add(new SegmentRef(
                    key, level, new SegmentSummary(first, last, entries, lineBytes, streams, blocks, size, tail)));
        }
        return segments;
    }

    private static void encodeTexts(ByteWriter out, List<String> texts) {
        out.varint(texts.size());
        texts.forEach(out::text);
    }

    private static List<String> decodeTexts(ByteReader in) throws CorruptDataException {
        List<String> texts = new ArrayList<>();
        for (int left = in.count(in.remaining()); left > 0; left--) {
            texts.add(in.text());
        }
        return texts;
    }

    private static void encodeNumbers(ByteWriter out, List<Long> numbers) {
        out.varint(numbers.size());
        numbers.forEach(out::varint);
    }

    private static List<Long> decodeNumbers(ByteReader in) throws CorruptDataException {
        List<Long> numbers = new ArrayList<>();
        for (int left = in.count(in.remaining()); left > 0; left--) {
            numbers.add(in.longCount(Long.MAX_VALUE));
        }
        return numbers;
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
