package io.sigyn.logql;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A query and what Loki made of it: {@code parses}, {@code format} (the text is how it was formatted), {@code error} (it is
 * no LogQL and the text says why) or {@code stage} (it is, but a stage of it is no good).
 */
public record RecordedQuery(String name, String query, String outcome, String text) {

    public String category() {
        return name.substring(0, name.indexOf('/'));
    }

    public static List<RecordedQuery> all() {
        List<RecordedQuery> all = new ArrayList<>();
        for (String line : lines("parser-queries.jsonl")) {
            all.add(read(line));
        }
        return all;
    }

    static List<String> lines(String file) {
        try (InputStream in = RecordedQuery.class.getResourceAsStream("/conformance/" + file)) {
            byte[] bytes = Objects.requireNonNull(in, file).readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RecordedQuery read(String line) {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser json = new JsonFactory().createParser(line)) {
            json.nextToken();
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                fields.put(name, json.nextTextValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new RecordedQuery(
                fields.getOrDefault("name", ""),
                fields.getOrDefault("query", ""),
                fields.getOrDefault("outcome", ""),
                fields.getOrDefault("text", ""));
    }
}
