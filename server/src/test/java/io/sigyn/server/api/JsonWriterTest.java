package io.sigyn.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonWriterTest {
    private static String written(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        JsonWriter json = new JsonWriter(out);
        json.string(text).flush();
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void bytes_that_are_not_utf8_are_replaced_also_in_labels_that_a_query_made() throws IOException {
        assertThat(written("a\udcffb")).isEqualTo("\"a\ufffdb\"");
        assertThat(written("\udcff\udcfe")).isEqualTo("\"\ufffd\ufffd\"");
    }

    @Test
    void all_else_stays() throws IOException {
        assertThat(written("é上🚀?\"\n")).isEqualTo("\"é上🚀?\\\"\\n\"");
    }
}
