package io.sigyn.ingester;

import io.sigyn.index.RowSource;
import io.sigyn.index.View;
import io.sigyn.model.Labels;
import io.sigyn.model.Selector;
import io.sigyn.model.TenantId;
import io.sigyn.model.TimeRange;
import io.sigyn.storage.block.Column;
import io.sigyn.storage.block.RowBlock;
import io.sigyn.storage.block.Rows;
import io.sigyn.storage.block.StreamRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All rows of a view, by time; those of one time in the order of the view's sources. */
public final class ViewRows {
    private ViewRows() {}

    /** Metadata as names and values in turn. */
    public record Row(Labels stream, long timestampNanos, String line, List<String> metadata) {}

    public static List<Row> of(View view) throws IOException {
        List<Row> all = new ArrayList<>();
        for (RowSource source : view.sources()) {
            for (RowBlock block : source.select(Selector.ALL, TimeRange.ALL)) {
                Rows rows = block.read(EnumSet.allOf(Column.class));
                for (StreamRun run : block.runs()) {
                    for (int row = run.fromRow(); row < run.toRow(); row++) {
                        all.add(row(run.stream(), rows, row));
                    }
                }
            }
        }
        all.sort(Comparator.comparingLong(Row::timestampNanos));
        return all;
    }

    /** Each stream of a source: labels, entries, bytes, first and last time, as its rows say. */
    public static List<String> statsOf(RowSource source) throws IOException {
        Map<Labels, List<Row>> byStream = new HashMap<>();
        for (Row row : of(new View(new TenantId("any"), List.of(source), () -> {}))) {
            byStream.computeIfAbsent(row.stream(), any -> new ArrayList<>()).add(row);
        }
        List<String> stats = new ArrayList<>();
        byStream.forEach((stream, rows) -> stats.add(stream + " " + rows.size() + " "
                + rows.stream().mapToLong(row -> row.line().length()).sum() + " "
                + rows.get(0).timestampNanos() + " " + rows.get(rows.size() - 1).timestampNanos()));
        return stats;
    }

    static Row row(Labels stream, Rows rows, int row) {
        Rows.MetadataCursor metadata = rows.metadata().moveTo(row);
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < metadata.size(); i++) {
            pairs.add(metadata.name(i));
            pairs.add(new String(
                    metadata.valueBuffer(i), metadata.valueOffset(i), metadata.valueLength(i), StandardCharsets.UTF_8));
        }
        String line = new String(rows.lines(), rows.lineStart(row), rows.lineLength(row), StandardCharsets.UTF_8);
        return new Row(stream, rows.timestamp(row), line, pairs);
    }
}
