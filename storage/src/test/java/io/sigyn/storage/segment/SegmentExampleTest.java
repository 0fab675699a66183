package io.sigyn.storage.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.model.EntryMetadata;
import io.sigyn.storage.FormatExamples;
import io.sigyn.storage.block.Column;
import io.sigyn.storage.block.Rows;
import io.sigyn.storage.object.MemoryObjectStore;
import io.sigyn.storage.object.ObjectBody;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class SegmentExampleTest {
    @Test
    void the_documented_segment_is_one() throws IOException {
        MemoryObjectStore store = new MemoryObjectStore();
        store.put("a", ObjectBody.of(FormatExamples.named("segment")));
        SegmentReader segment = SegmentReader.open(SegmentObject.of(store, "a"), 0);
        assertThat(segment.labels().stream(0)).hasToString("{app=\"a\"}");
        assertThat(segment.labels().metadataBytes(0)).isEqualTo(8 + 2 + 1);
        segment.checkFilters(damage -> assertThat(damage).doesNotThrowAnyException());
        SealedBlock block = segment.block(0, segment.runs(0));
        Rows rows = block.read(EnumSet.allOf(Column.class));
        assertThat(rows.count()).isEqualTo(2);
        assertThat(rows.timestamp(0)).isEqualTo(1_700_000_000_000_000_000L);
        assertThat(rows.timestamp(1)).isEqualTo(1_700_000_001_000_000_000L);
        assertThat(new String(rows.lines(), StandardCharsets.UTF_8)).isEqualTo("hellobye");
        assertThat(rows.lineStart(1)).isEqualTo(5);
        EntryMetadata metadata = rows.metadata().moveTo(1);
        assertThat(metadata.name(0)).isEqualTo("id");
        assertThat((char) metadata.valueBuffer(0)[metadata.valueOffset(0)]).isEqualTo('7');
        assertThat(block.mayContain("hell".getBytes(StandardCharsets.UTF_8))).isTrue();
        assertThat(block.mayContain("another".getBytes(StandardCharsets.UTF_8))).isFalse();
        assertThat(block.mayContainMetadata("id", new byte[] {'7'})).isTrue();
    }
}
