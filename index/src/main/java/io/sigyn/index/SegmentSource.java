package io.sigyn.index;

import io.sigyn.model.Selector;
import io.sigyn.model.TimeRange;
import io.sigyn.storage.block.RowBlock;
import java.io.IOException;
import java.util.List;

/** The rows of a sealed segment. Opens it when first asked, from the cache of {@link Segments}. Thread-safe. */
@SuppressWarnings({"DoNotCallSuggester", "UnusedVariable", "TypeParameterUnusedInFormals"}) // signatures first
final class SegmentSource implements RowSource {

    @Override
    public List<RowBlock> select(Selector selector, TimeRange range) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void forEachStream(Selector selector, TimeRange range, StreamVisitor visitor) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean live() {
        return false;
    }
}
