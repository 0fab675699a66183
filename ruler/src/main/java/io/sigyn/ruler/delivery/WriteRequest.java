package io.sigyn.ruler.delivery;

import com.google.protobuf.CodedOutputStream;
import io.sigyn.model.Labels;
import java.io.IOException;
import java.util.List;
import org.xerial.snappy.Snappy;

/**
 * Samples in the form of Prometheus' remote write, version 0.1: a snappy block of a protobuf message. Stateless.
 *
 * <pre>
 * WriteRequest { repeated TimeSeries timeseries = 1; }
 * TimeSeries   { repeated Label labels = 1; repeated Sample samples = 2; }
 * Label        { string name = 1; string value = 2; }
 * Sample       { double value = 1; int64 timestamp = 2; }
 * </pre>
 */
final class WriteRequest {
    private static final int TIME_SERIES = 1;
    private static final int LABELS = 1;
    private static final int SAMPLES = 2;
    private static final int FIRST = 1;
    private static final int SECOND = 2;

    private WriteRequest() {}

    static byte[] encode(List<SeriesSample> samples) throws IOException {
        int[] sizes = samples.stream().mapToInt(WriteRequest::seriesSize).toArray();
        int size = 0;
        for (int seriesSize : sizes) {
            size += messageSize(TIME_SERIES, seriesSize);
        }
        byte[] bytes = new byte[size];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        for (int i = 0; i < sizes.length; i++) {
            begin(out, TIME_SERIES, sizes[i]);
            write(out, samples.get(i));
        }
        out.flush();
        return Snappy.compress(bytes);
    }

    private static void write(CodedOutputStream out, SeriesSample sample) throws IOException {
        Labels labels = sample.labels();
        for (int i = 0; i < labels.size(); i++) {
            begin(out, LABELS, labelSize(labels, i));
            out.writeString(FIRST, labels.name(i));
            out.writeString(SECOND, labels.value(i));
        }
        begin(out, SAMPLES, sampleSize(sample));
        out.writeDouble(FIRST, sample.value());
        out.writeInt64(SECOND, sample.timestampMillis());
    }

    private static void begin(CodedOutputStream out, int field, int size) throws IOException {
        out.writeTag(field, com.google.protobuf.WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt32NoTag(size);
    }

    private static int messageSize(int field, int size) {
        return CodedOutputStream.computeTagSize(field) + CodedOutputStream.computeUInt32SizeNoTag(size) + size;
    }

    private static int seriesSize(SeriesSample sample) {
        int size = messageSize(SAMPLES, sampleSize(sample));
        for (int i = 0; i < sample.labels().size(); i++) {
            size += messageSize(LABELS, labelSize(sample.labels(), i));
        }
        return size;
    }

    private static int labelSize(Labels labels, int index) {
        return CodedOutputStream.computeStringSize(FIRST, labels.name(index))
                + CodedOutputStream.computeStringSize(SECOND, labels.value(index));
    }

    private static int sampleSize(SeriesSample sample) {
        return CodedOutputStream.computeDoubleSize(FIRST, sample.value())
                + CodedOutputStream.computeInt64Size(SECOND, sample.timestampMillis());
    }
}
