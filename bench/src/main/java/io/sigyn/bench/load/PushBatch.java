package io.sigyn.bench.load;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.xerial.snappy.Snappy;

/**
 * A push request as promtail sends it: protobuf {@code PushRequest{1: Stream{1: labels, 2: Entry{1: time, 2: line}}}} in
 * a snappy block. Each batch holds lines of several streams until {@code rawBytes} of lines are in.
 */
public record PushBatch(byte[] body, long rawBytes, int lines) {

    /** A batch of lines from {@code streams}, beginning with the stream at {@code firstStream}, one line a microsecond. */
    public static PushBatch build(
            LogCorpus corpus, List<String> streams, int firstStream, long startNanos, int targetBytes)
            throws IOException {
        int streamCount = Math.min(20, streams.size());
        ByteArrayOutputStream request = new ByteArrayOutputStream(targetBytes + targetBytes / 4);
        CodedOutputStream out = CodedOutputStream.newInstance(request);
        long raw = 0;
        int lines = 0;
        for (int s = 0; s < streamCount; s++) {
            int stream = (firstStream + s) % streams.size();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            CodedOutputStream body = CodedOutputStream.newInstance(bytes);
            body.writeString(1, streams.get(stream));
            for (long streamRaw = 0; streamRaw < targetBytes / streamCount; ) {
                long timestampNanos = startNanos + lines * 1000L;
                byte[] line = corpus.next(stream, timestampNanos);
                writeEntry(body, timestampNanos, line);
                streamRaw += line.length;
                raw += line.length;
                lines++;
            }
            body.flush();
            out.writeByteArray(1, bytes.toByteArray());
        }
        out.flush();
        return new PushBatch(Snappy.compress(request.toByteArray()), raw, lines);
    }

    private static void writeEntry(CodedOutputStream out, long timestampNanos, byte[] line) throws IOException {
        long seconds = timestampNanos / 1_000_000_000L;
        int nanos = (int) (timestampNanos % 1_000_000_000L);
        int timeSize = CodedOutputStream.computeInt64Size(1, seconds) + CodedOutputStream.computeInt32Size(2, nanos);
        int size = CodedOutputStream.computeTagSize(1)
                + CodedOutputStream.computeUInt32SizeNoTag(timeSize)
                + timeSize
                + CodedOutputStream.computeByteArraySize(2, line);
        out.writeTag(2, 2);
        out.writeUInt32NoTag(size);
        out.writeTag(1, 2);
        out.writeUInt32NoTag(timeSize);
        out.writeInt64(1, seconds);
        out.writeInt32(2, nanos);
        out.writeByteArray(2, line);
    }
}
