package io.sigyn.storage.block;

import io.sigyn.storage.ByteReader;
import io.sigyn.storage.CorruptDataException;
import io.sigyn.storage.Numbers;
import io.sigyn.storage.block.BlockHeader.StoredColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Decodes columns of a block. The caller asks which bytes are needed, fetches them, and gives them back; every byte is
 * checked before it is used. Stateless.
 */
public final class BlockReader {
    private static final String ADVICE =
            "The rows of this block are skipped, all others are kept; `sigyn verify` lists the streams and times that it holds";

    private BlockReader() {}

    /** Bytes of a block that must be fetched, counted from its first; {@code to} is exclusive. */
    public record Span(long from, long to) {}

    /** The bytes that hold these columns, in order and apart from each other by more than {@code maxGap}. */
    public static List<Span> spans(BlockHeader header, Set<Column> wanted, long maxGap) {
        List<Span> spans = new ArrayList<>();
        for (StoredColumn column : header.columns()) {
            if (!isWanted(column, wanted)) {
                continue;
            }
            long to = column.offset() + column.storedLength();
            int last = spans.size() - 1;
            if (last >= 0 && column.offset() - spans.get(last).to() <= maxGap) {
                spans.set(last, new Span(spans.get(last).from(), to));
            } else {
                spans.add(new Span(column.offset(), to));
            }
        }
        return spans;
    }

    /**
     * The columns wanted, decoded.
     *
     * @param bytes of each of the {@code spans}
     * @param file where the block lies, from byte {@code base} on
     */
    public static Rows decode(
            BlockHeader header, Set<Column> wanted, List<Span> spans, List<byte[]> bytes, String file, long base)
            throws CorruptDataException {
        Decoding decoding = new Decoding(header, spans, bytes, file, base);
        boolean lines = wanted.contains(Column.LINES);
        long[] timestamps = wanted.contains(Column.TIMESTAMPS) ? decoding.timestamps() : null;
        int[] offsets = lines || wanted.contains(Column.LINE_LENGTHS) ? decoding.offsets() : null;
        byte[] text = lines && offsets != null ? decoding.lines(offsets) : null;
        DecodedMetadata metadata = wanted.contains(Column.METADATA) ? decoding.metadata() : null;
        return new DecodedRows(header.rows(), timestamps, offsets, text, metadata);
    }

    private static boolean isWanted(StoredColumn column, Set<Column> wanted) {
        return switch (column.kind()) {
            case BlockFormat.TIMESTAMPS -> wanted.contains(Column.TIMESTAMPS);
            case BlockFormat.LINE_LENGTHS -> wanted.contains(Column.LINE_LENGTHS) || wanted.contains(Column.LINES);
            case BlockFormat.LINES -> wanted.contains(Column.LINES);
            case BlockFormat.METADATA_SHAPES, BlockFormat.METADATA_VALUES -> wanted.contains(Column.METADATA);
            default -> false; // a column of a later version
        };
    }

    private record Decoding(BlockHeader header, List<Span> spans, List<byte[]> bytes, String file, long base) {

        StoredColumn column(int kind) throws CorruptDataException {
            for (StoredColumn column : header.columns()) {
                if (column.kind() == kind) {
                    return column;
                }
            }
            throw new CorruptDataException("block", file, base, "no column of kind " + kind, "one", ADVICE);
        }

        long[] timestamps() throws CorruptDataException {
            ByteReader in = reader(column(BlockFormat.TIMESTAMPS));
            int rows = header.rows();
            long[] timestamps = new long[rows];
            long now = in.u64();
            int scale = in.count(9);
            long unit = 1;
            for (int i = 0; i < scale; i++) {
                unit *= 10;
            }
            Numbers.decode(in, timestamps, 1, Math.max(0, rows - 1));
            if (rows > 0) {
                timestamps[0] = now;
            }
            for (int i = 1; i < rows; i++) {
                long number = timestamps[i];
                now += (number >>> 1 ^ -(number & 1)) * unit;
                timestamps[i] = now;
            }
            in.expectEnd();
            return timestamps;
        }

        int[] offsets() throws CorruptDataException {
            int total = column(BlockFormat.LINES).rawLength();
            ByteReader in = reader(column(BlockFormat.LINE_LENGTHS));
            int[] offsets = Numbers.decodeOffsets(in, header.rows(), total);
            in.expectEnd();
            if (offsets[header.rows()] != total) {
                throw in.corrupt("lengths that sum up to " + offsets[header.rows()], "" + total);
            }
            return offsets;
        }

        byte[] lines(int[] offsets) throws CorruptDataException {
            StoredColumn column = column(BlockFormat.LINES);
            if (column.encoding() != BlockFormat.TEMPLATES) {
                return raw(column);
            }
            int from = checked(column);
            byte[] stored = bytes.get(span(column));
            ByteReader in =
                    new ByteReader(describe(column), file, base + column.offset(), stored, from, column.storedLength());
            return LineDecoder.decode(in, column.rawLength(), offsets, header.rows());
        }

        DecodedMetadata metadata() throws CorruptDataException {
            StoredColumn shapes = null;
            List<StoredColumn> values = new ArrayList<>();
            for (StoredColumn column : header.columns()) {
                if (column.kind() == BlockFormat.METADATA_SHAPES) {
                    shapes = column;
                } else if (column.kind() == BlockFormat.METADATA_VALUES) {
                    values.add(column);
                }
            }
            if (shapes == null) {
                return DecodedMetadata.none();
            }
            String[] names = new String[values.size()];
            ByteReader[] readers = new ByteReader[values.size()];
            int[] encodings = new int[values.size()];
            for (int i = 0; i < names.length; i++) {
                names[i] = values.get(i).name();
                readers[i] = reader(values.get(i));
                encodings[i] = values.get(i).encoding();
            }
            return DecodedMetadata.decode(header.rows(), reader(shapes), names, encodings, readers);
        }

        private ByteReader reader(StoredColumn column) throws CorruptDataException {
            byte[] raw = raw(column);
            return new ByteReader(describe(column), file, base + column.offset(), raw, 0, raw.length);
        }

        private int span(StoredColumn column) {
            int i = 0;
            while (spans.get(i).to() < column.offset() + column.storedLength()) {
                i++;
            }
            return i;
        }

        /** Where the column lies in the bytes of its span, which have its checksum. */
        private int checked(StoredColumn column) throws CorruptDataException {
            int i = span(column);
            int from = (int) (column.offset() - spans.get(i).from());
            CRC32C crc = new CRC32C();
            crc.update(bytes.get(i), from, column.storedLength());
            if ((int) crc.getValue() != column.crc()) {
                throw damaged(
                        column,
                        "crc 0x" + Integer.toHexString((int) crc.getValue()),
                        "0x" + Integer.toHexString(column.crc()),
                        null);
            }
            return from;
        }

        byte[] raw(StoredColumn column) throws CorruptDataException {
            int from = checked(column);
            byte[] stored = bytes.get(span(column));
            if (!Codec.isKnown(column.codec())) {
                throw damaged(column, "codec " + column.codec(), "one that this version knows", null);
            }
            try {
                return Codec.ofId(column.codec()).decompress(stored, from, column.storedLength(), column.rawLength());
            } catch (IllegalArgumentException e) {
                throw damaged(column, "" + e.getMessage(), column.rawLength() + " bytes once decompressed", e);
            }
        }

        private CorruptDataException damaged(
                StoredColumn column, String found, String expected, @Nullable Throwable cause) {
            CorruptDataException damage =
                    new CorruptDataException(describe(column), file, base + column.offset(), found, expected, ADVICE);
            if (cause != null) {
                damage.initCause(cause);
            }
            return damage;
        }

        private static String describe(StoredColumn column) {
            return "block column (" + column.describe() + ")";
        }
    }
}
