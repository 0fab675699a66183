package io.sigyn.ruler.evaluation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The page of Grafana that shows what an alert is about, as Loki names it in {@code generatorURL}. Stateless. */
final class ExploreLink {
    private static final JsonFactory JSON = new JsonFactory();

    private ExploreLink() {}

    static String of(String externalUrl, String datasourceUid, String query) {
        StringWriter left = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(left)) {
            json.writeStartObject();
            json.writeArrayFieldStart("queries");
            json.writeStartObject();
            json.writeStringField("expr", query);
            json.writeStringField("queryType", "instant");
            json.writeObjectFieldStart("datasource");
            json.writeStringField("type", "loki");
            json.writeStringField("uid", datasourceUid);
            json.writeEndObject();
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String base = externalUrl.endsWith("/") ? externalUrl.substring(0, externalUrl.length() - 1) : externalUrl;
        return base + "/explore?left=" + URLEncoder.encode(left.toString(), StandardCharsets.UTF_8);
    }
}
