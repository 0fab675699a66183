package io.sigyn.ruler;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.sigyn.model.Labels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.xerial.snappy.Snappy;

/** Reads remote writes as a receiver does, by the message's definition. */
public final class WriteRequests {
    private WriteRequests() {}

    public record Sample(Labels labels, double value, long timestampMillis) {
        public boolean isStale() {
            return Double.doubleToRawLongBits(value) == 0x7ff0000000000002L;
        }
    }

    public static List<Sample> decode(byte[] body) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(Snappy.uncompress(body));
        List<Sample> samples = new ArrayList<>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            expect(tag, 1, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            series(CodedInputStream.newInstance(in.readByteArray()), samples);
        }
        return samples;
    }

    private static void series(CodedInputStream in, List<Sample> into) throws IOException {
        List<String> labels = new ArrayList<>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            CodedInputStream message = CodedInputStream.newInstance(in.readByteArray());
            if (WireFormat.getTagFieldNumber(tag) == 1) {
                expect(message.readTag(), 1, WireFormat.WIRETYPE_LENGTH_DELIMITED);
                labels.add(message.readStringRequireUtf8());
                expect(message.readTag(), 2, WireFormat.WIRETYPE_LENGTH_DELIMITED);
                labels.add(message.readStringRequireUtf8());
            } else {
                expect(message.readTag(), 1, WireFormat.WIRETYPE_FIXED64);
                double value = message.readDouble();
                expect(message.readTag(), 2, WireFormat.WIRETYPE_VARINT);
                into.add(new Sample(Labels.ofSorted(labels.toArray(new String[0])), value, message.readInt64()));
            }
        }
    }

    private static void expect(int tag, int field, int type) {
        if (WireFormat.getTagFieldNumber(tag) != field || WireFormat.getTagWireType(tag) != type) {
            throw new AssertionError("tag " + tag + " (expected: field " + field + " of type " + type + ")");
        }
    }
}
