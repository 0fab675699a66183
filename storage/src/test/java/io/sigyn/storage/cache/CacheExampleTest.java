package io.sigyn.storage.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.storage.ByteWriter;
import io.sigyn.storage.FormatExamples;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class CacheExampleTest {
    @Test
    void the_documented_cache_file_is_one() throws IOException {
        byte[] example = FormatExamples.named("cache file");
        CacheFormat.Chunk chunk = CacheFormat.decode("f", "s3://logs\na/segments/1", 0, example);
        assertThat(new String(chunk.bytes(), UTF_8)).isEqualTo("hello");
        ByteWriter out = new ByteWriter();
        CacheFormat.encode("s3://logs\na/segments/1", 0, 5, "hello".getBytes(UTF_8), 0, 5, out);
        assertThat(out.toByteArray()).isEqualTo(example);
    }
}
