package io.sigyn.bench.jmh;

import io.sigyn.bench.load.LogCorpus;
import io.sigyn.bench.load.PushBatch;
import io.sigyn.ingester.PushBody;
import io.sigyn.ingester.decode.DecodedPush;
import io.sigyn.ingester.decode.PushDecoder;
import io.sigyn.ingester.decode.StreamTable;
import io.sigyn.model.TenantLimits;
import java.io.IOException;
import java.time.InstantSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/**
 * How many pushes of 1 MiB of lines, in protobuf and snappy, are decoded a second, when their streams are known? {@code
 * java -jar bench/target/benchmarks.jar PushDecode -prof gc}
 */
public class PushDecodeBenchmark extends ThroughputBenchmark {
    private static final int RAW_BYTES = 1 << 20;

    private final PushDecoder decoder = new PushDecoder(64 << 20, InstantSource.system());
    private final PushDecoder.Space space = new PushDecoder.Space();
    private final StreamTable table = new StreamTable();
    private final TenantLimits limits = TenantLimits.defaults();
    private byte[] body = {};

    @Setup
    public void setUp() throws IOException {
        body = PushBatch.build(new LogCorpus(1), LogCorpus.streams(20), 0, 1_767_600_000_000_000_000L, RAW_BYTES)
                .body();
    }

    @Benchmark
    public DecodedPush decode() {
        PushBody push = new PushBody(PushBody.Endpoint.PUSH, "application/x-protobuf", "", body, 0, body.length);
        return decoder.decode(push, table, limits, space);
    }
}
