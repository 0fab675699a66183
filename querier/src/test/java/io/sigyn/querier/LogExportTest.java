package io.sigyn.querier;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.index.View;
import io.sigyn.logql.LogQlParser;
import io.sigyn.logql.ast.LogQuery;
import io.sigyn.model.Labels;
import io.sigyn.model.TenantId;
import io.sigyn.model.TimeRange;
import io.sigyn.querier.MemoryBlock.MemoryEntry;
import io.sigyn.querier.MemoryViews.Layout;
import io.sigyn.querier.scan.ScanExecutor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogExportTest {
    private static final TenantId TENANT = new TenantId("t");

    private final ScanExecutor executor = new ScanExecutor(2);

    @AfterEach
    void close() {
        executor.close();
    }

    @Test
    void pages_of_any_size_give_every_line_once_in_order_of_time_even_where_many_have_the_same() throws IOException {
        for (int seed = 0; seed < 30; seed++) {
            Random random = new Random(seed);
            List<MemoryEntry> entries = new ArrayList<>();
            int count = random.nextInt(120);
            for (int i = 0; i < count; i++) {
                Labels stream = Labels.of("app", "a" + random.nextInt(3));
                entries.add(new MemoryEntry(stream, 100 + random.nextInt(12), i, "line " + i, Map.of()));
            }
            MemoryViews views = new MemoryViews();
            int blocks = 1 + random.nextInt(4);
            views.put(TENANT, entries, new Layout(blocks, arrival -> arrival % blocks, 7, true, false, true));
            List<String> expected = export(views, 1_000_000, 1 << 20);
            assertThat(expected).as("seed %d", seed).hasSize(count).doesNotHaveDuplicates();
            for (int page = 1; page < 20; page += 1 + page / 4) {
                assertThat(export(views, page, 1 << 20))
                        .as("seed %d, pages of %d", seed, page)
                        .isEqualTo(expected);
            }
            assertThat(export(views, 1000, 20_000))
                    .as("seed %d, little memory", seed)
                    .isEqualTo(expected);
        }
    }

    private List<String> export(MemoryViews views, int page, long memoryBytes) throws IOException {
        List<String> lines = new ArrayList<>();
        List<Long> times = new ArrayList<>();
        try (View view = views.open(TENANT)) {
            LogQuery query = (LogQuery) LogQlParser.parse("{app=~\".+\"}");
            new LogExport(executor, memoryBytes, page).run(view, query, TimeRange.ALL, (time, line, labels) -> {
                times.add(time);
                lines.add(time + " " + labels.stream() + " " + new String(line, StandardCharsets.UTF_8));
            });
        }
        assertThat(times).isSorted();
        return lines;
    }
}
