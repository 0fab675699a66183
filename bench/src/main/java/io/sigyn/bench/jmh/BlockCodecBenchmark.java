package io.sigyn.bench.jmh;

import io.sigyn.bench.load.LogCorpus;
import io.sigyn.model.EntryMetadata;
import io.sigyn.storage.ByteWriter;
import io.sigyn.storage.block.BlockHeader;
import io.sigyn.storage.block.BlockReader;
import io.sigyn.storage.block.BlockWriter;
import io.sigyn.storage.block.Codec;
import io.sigyn.storage.block.Column;
import io.sigyn.storage.block.Rows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * What does a codec cost: how many blocks of 1 MiB of lines are encoded, and decoded, a second? {@code java -jar
 * bench/target/benchmarks.jar BlockCodec}
 */
public class BlockCodecBenchmark extends ThroughputBenchmark {
    private static final int RAW_BYTES = 1 << 20;
    private static final int ZSTD_LEVEL = 3;
    private static final long SECOND = 1_000_000_000L;

    @Param({"NONE", "LZ4", "ZSTD"})
    public Codec codec = Codec.NONE;

    private final Set<Column> wanted = EnumSet.allOf(Column.class);
    private final List<byte[]> lines = new ArrayList<>();
    private final ByteWriter out = new ByteWriter(2 * RAW_BYTES);
    private BlockWriter writer = new BlockWriter(Codec.NONE, ZSTD_LEVEL);
    private @Nullable BlockHeader header;
    private List<BlockReader.Span> spans = List.of();
    private List<byte[]> stored = List.of();

    @Setup
    public void setUp() {
        LogCorpus corpus = new LogCorpus(1);
        for (int raw = 0; raw < RAW_BYTES; ) {
            byte[] line = corpus.next(0, lines.size() * SECOND);
            lines.add(line);
            raw += line.length;
        }
        writer = new BlockWriter(codec, ZSTD_LEVEL);
        BlockHeader encoded = encode();
        header = encoded;
        spans = BlockReader.spans(encoded, wanted, RAW_BYTES);
        stored = List.of(out.toByteArray());
    }

    @Benchmark
    public BlockHeader encode() {
        out.clear();
        for (int i = 0; i < lines.size(); i++) {
            byte[] line = lines.get(i);
            writer.add(i * SECOND, line, 0, line.length, EntryMetadata.NONE);
        }
        return writer.finish(out);
    }

    @Benchmark
    public Rows decode() throws IOException {
        return BlockReader.decode(Objects.requireNonNull(header), wanted, spans, stored, "benchmark", 0);
    }
}
