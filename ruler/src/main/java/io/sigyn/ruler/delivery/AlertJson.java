package io.sigyn.ruler.delivery;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Alerts in the form of Alertmanager's API, version 2. Stateless. */
final class AlertJson {
    private static final JsonFactory JSON = new JsonFactory();

    private AlertJson() {}

    static byte[] encode(List<Alert> alerts) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartArray();
            for (Alert alert : alerts) {
                json.writeStartObject();
                texts(json, "labels", alert.labels().toMap());
                texts(json, "annotations", alert.annotations());
                json.writeStringField("startsAt", alert.startsAt().toString());
                json.writeStringField("endsAt", alert.endsAt().toString());
                json.writeStringField("generatorURL", alert.generatorUrl());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        return out.toByteArray();
    }

    private static void texts(JsonGenerator json, String name, Map<String, String> texts) throws IOException {
        json.writeObjectFieldStart(name);
        for (Map.Entry<String, String> text : texts.entrySet()) {
            json.writeStringField(text.getKey(), text.getValue());
        }
        json.writeEndObject();
    }
}
