package io.sigyn.ingester.decode;

import io.sigyn.model.GoQuote;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Labels as a JSON object. Stateless. */
final class JsonLabels {
    private JsonLabels() {}

    /**
     * The label string that Loki makes of them, names as they are: one that is no name is found when the string is
     * parsed. Values that are no strings are taken as they are written.
     *
     * @param object a valid JSON object, which is overwritten
     */
    static String labelString(byte[] object) {
        byte[] copy = object.clone();
        JsonScanner json = new JsonScanner(copy, 0, copy.length);
        Map<String, String> labels = new TreeMap<>();
        if (json.open('{', '}')) {
            do {
                json.key();
                String name = json.stringText();
                labels.put(name, value(json));
            } while (json.more('}'));
        }
        StringBuilder out = new StringBuilder("{");
        labels.forEach((name, value) -> out.append(out.length() == 1 ? "" : ", ")
                .append(name)
                .append('=')
                .append(GoQuote.quote(value)));
        return out.append('}').toString();
    }

    private static String value(JsonScanner json) {
        if (json.peek() == '"') {
            json.string();
            return json.stringText();
        }
        int from = json.position();
        json.skip();
        return new String(json.text(), from, json.position() - from, StandardCharsets.UTF_8);
    }
}
