package io.sigyn.ingester.log;

import io.sigyn.ingester.decode.DecodedPush;
import io.sigyn.ingester.validate.ValidatedPush;
import io.sigyn.model.Labels;
import io.sigyn.model.TenantId;
import java.util.List;

/** Gives the accepted rows of decoded pushes, from where they lie. For one thread at a time. */
final class PushRows {
    private final MetadataEncoder metadata = new MetadataEncoder();

    /** @param streams those of the push that have accepted entries, in its order */
    void give(TenantId tenant, ValidatedPush valid, List<Labels> streams, PushRecordReader.Sink sink) {
        if (!sink.tenant(tenant)) {
            return;
        }
        int next = 0;
        for (int stream = 0; stream < valid.push().streams(); stream++) {
            int entries = valid.acceptedEntries(stream);
            if (entries > 0) {
                stream(valid, stream, entries, streams.get(next++), sink);
            }
        }
    }

    private void stream(ValidatedPush valid, int stream, int entries, Labels labels, PushRecordReader.Sink sink) {
        DecodedPush push = valid.push();
        sink.stream(labels, entries, valid.acceptedLineBytes(stream));
        metadata.stream(valid, labels);
        for (int entry = push.from(stream); entry < push.to(stream); entry++) {
            if (valid.isAccepted(entry)) {
                metadata.entry(entry);
                sink.entry(
                        push.timestamp(entry),
                        push.buffer(),
                        push.lineOffset(entry),
                        push.lineLength(entry),
                        metadata.buffer(),
                        0,
                        metadata.length());
            }
        }
    }
}
