package io.sigyn.ingester.live;

import io.sigyn.storage.block.Rows.MetadataCursor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A chunk's rows over all its pages in the order of time, then arrival. Stateless. */
final class ChunkRows {
    private ChunkRows() {}

    static void forEachSorted(List<PageView> pages, TenantLive.Sorted sink) throws IOException {
        if (inOrder(pages)) {
            for (PageView page : pages) {
                MetadataCursor metadata = page.metadata();
                for (int row = 0; row < page.count(); row++) {
                    row(page, row, metadata, sink);
                }
            }
        } else {
            merged(pages, sink);
        }
    }

    private static boolean inOrder(List<PageView> pages) {
        for (int i = 1; i < pages.size(); i++) {
            if (pages.get(i).min() < pages.get(i - 1).max()) {
                return false;
            }
        }
        return true;
    }

    private static void row(PageView page, int row, MetadataCursor metadata, TenantLive.Sorted sink)
            throws IOException {
        sink.row(page.timestamp(row), page.lines(), page.lineStart(row), page.lineLength(row), metadata.moveTo(row));
    }

    private static void merged(List<PageView> pages, TenantLive.Sorted sink) throws IOException {
        int[] firstRows = new int[pages.size() + 1];
        List<MetadataCursor> cursors = new ArrayList<>(pages.size());
        for (int p = 0; p < pages.size(); p++) {
            firstRows[p + 1] = firstRows[p] + pages.get(p).count();
            cursors.add(pages.get(p).metadata());
        }
        int count = firstRows[pages.size()];
        long[] timestamps = new long[count];
        int[] pageOf = new int[count];
        for (int p = 0; p < pages.size(); p++) {
            for (int row = 0; row < pages.get(p).count(); row++) {
                timestamps[firstRows[p] + row] = pages.get(p).timestamp(row);
                pageOf[firstRows[p] + row] = p;
            }
        }
        for (int at : TimeOrder.of(timestamps, count)) {
            int p = pageOf[at];
            row(pages.get(p), at - firstRows[p], cursors.get(p), sink);
        }
    }
}
