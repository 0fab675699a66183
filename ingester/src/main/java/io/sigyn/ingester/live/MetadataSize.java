package io.sigyn.ingester.live;

import io.sigyn.storage.block.Rows;
import io.sigyn.storage.filter.XxHash64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the metadata of a stream's live rows measures: eight bytes for each pair, and each name and each of its values once,
 * as a segment counts it. Strings are told apart by their hashes. Counted when it is asked for, so that pushes need not.
 */
final class MetadataSize {
    private static final int PAIR_BYTES = 8;

    private final Set<Long> seen = new HashSet<>();
    private long bytes;

    private MetadataSize() {}

    static long of(List<PageView> pages) {
        MetadataSize size = new MetadataSize();
        pages.forEach(size::add);
        return size.bytes;
    }

    private void add(PageView page) {
        Rows.MetadataCursor metadata = page.metadata();
        long last = 0;
        for (int row = 0; row < page.count(); row++) {
            metadata.moveTo(row);
            bytes += (long) PAIR_BYTES * metadata.size();
            if (metadata.sameness() != last) {
                last = metadata.sameness();
                addStrings(metadata);
            }
        }
    }

    private void addStrings(Rows.MetadataCursor metadata) {
        for (int i = 0; i < metadata.size(); i++) {
            String name = metadata.name(i);
            long hash = XxHash64.hash(name);
            if (seen.add(hash)) {
                bytes += name.length();
            }
            int length = metadata.valueLength(i);
            if (seen.add(XxHash64.hash(metadata.valueBuffer(i), metadata.valueOffset(i), length, hash))) {
                bytes += length;
            }
        }
    }
}
