package io.sigyn.ingester.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.index.RowSource;
import io.sigyn.model.Labels;
import io.sigyn.model.Selector;
import io.sigyn.model.TenantId;
import io.sigyn.model.TimeRange;
import io.sigyn.storage.block.RowBlock;
import io.sigyn.storage.block.Rows;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

class SlabReuseTest {
    private static final TenantId TENANT = new TenantId("a");
    private static final int LINES = 300;
    private static final int LINE_BYTES = 60_000;

    private final SlabPool pool = new SlabPool(1L << 30);

    @Test
    void memory_that_is_still_read_is_not_written_to_when_its_generation_goes() throws IOException {
        Generation first = filled(1, 'x');
        TenantLive live = live(first);
        assertThat(live.enter()).isTrue();
        RowSource seen = live.source();
        first.remove(TENANT);
        Set<byte[]> second = slabs(live(filled(2, 'y')).source());
        assertThat(slabs(seen)).doesNotContainAnyElementsOf(second);
        assertThat(linesOf(seen)).isEqualTo(LINES);
        assertThat(bytesOf(seen)).containsExactly((byte) 'x');
        live.leave();
        assertThat(live.enter()).isFalse();
    }

    @Test
    void memory_that_nobody_reads_any_more_serves_for_the_next_generation() throws IOException {
        Generation first = filled(1, 'x');
        Set<byte[]> used = slabs(live(first).source());
        first.remove(TENANT);
        RowSource second = live(filled(2, 'y')).source();
        Set<byte[]> common = slabs(second);
        common.retainAll(used);
        assertThat(common).hasSizeGreaterThan(2);
        assertThat(bytesOf(second)).containsExactly((byte) 'y');
    }

    @Test
    void no_more_is_kept_than_allowed() {
        SlabPool small = new SlabPool(2L * SlabPool.SLAB_BYTES);
        List<byte[]> taken = List.of(small.take(), small.take(), small.take());
        small.give(taken);
        Set<byte[]> again = identities();
        again.addAll(List.of(small.take(), small.take(), small.take()));
        again.retainAll(taken);
        assertThat(again).hasSize(2);
    }

    private Generation filled(long number, char fill) throws IOException {
        Generation generation = new Generation(number, new LongAdder(), pool);
        byte[] line = new byte[LINE_BYTES];
        Arrays.fill(line, (byte) fill);
        GenerationWriter.write(
                generation,
                sink -> {
                    sink.tenant(TENANT);
                    sink.stream(Labels.of("app", "a"), LINES, (long) LINES * LINE_BYTES);
                    for (int i = 0; i < LINES; i++) {
                        sink.entry(i, line, 0, LINE_BYTES, line, 0, 0);
                    }
                },
                any -> true,
                0,
                GenerationWriter.Listener.NONE);
        return generation;
    }

    private static TenantLive live(Generation generation) {
        return Objects.requireNonNull(generation.tenant(TENANT));
    }

    private static List<RowBlock> blocks(RowSource source) throws IOException {
        return source.select(new Selector(List.of()), TimeRange.ALL);
    }

    private static Rows rows(RowBlock block) throws IOException {
        return block.read(EnumSet.noneOf(io.sigyn.storage.block.Column.class));
    }

    /** The large arrays that hold the lines. */
    private static Set<byte[]> slabs(RowSource source) throws IOException {
        Set<byte[]> slabs = identities();
        for (RowBlock block : blocks(source)) {
            byte[] lines = rows(block).lines();
            if (lines.length == SlabPool.SLAB_BYTES) {
                slabs.add(lines);
            }
        }
        return slabs;
    }

    private static Set<byte[]> identities() {
        return java.util.Collections.newSetFromMap(new IdentityHashMap<>());
    }

    private static int linesOf(RowSource source) throws IOException {
        int count = 0;
        for (RowBlock block : blocks(source)) {
            count += rows(block).count();
        }
        return count;
    }

    /** Every byte value that occurs in a line. */
    private static Set<Byte> bytesOf(RowSource source) throws IOException {
        Set<Byte> bytes = new HashSet<>();
        for (RowBlock block : blocks(source)) {
            Rows rows = rows(block);
            for (int row = 0; row < rows.count(); row++) {
                for (int i = rows.lineStart(row); i < rows.lineEnd(row); i++) {
                    bytes.add(rows.lines()[i]);
                }
            }
        }
        return bytes;
    }
}
