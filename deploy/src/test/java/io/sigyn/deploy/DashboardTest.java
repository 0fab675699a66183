package io.sigyn.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sigyn.logql.LogQlParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each dashboard is JSON, and each query on it is LogQL once Grafana has put its variables in. */
class DashboardTest {
    @Test
    void every_query_of_every_dashboard_parses() throws IOException {
        List<Path> dashboards;
        try (Stream<Path> files = Files.list(Deploy.FOLDER.resolve("dashboards"))) {
            dashboards = files.toList();
        }
        assertThat(dashboards).isNotEmpty();
        for (Path dashboard : dashboards) {
            List<String> queries = queries(Files.readString(dashboard));
            assertThat(queries).as(dashboard.toString()).isNotEmpty();
            for (String query : queries) {
                String filled = query.replace("$__auto", "1m")
                        .replace("$__range", "1h")
                        .replace("$service", "api|web")
                        .replace("$search", "error.*");
                assertThat(filled).doesNotContain("$");
                assertThatCode(() -> LogQlParser.parse(filled)).as(query).doesNotThrowAnyException();
            }
        }
    }

    /** The texts of all fields named expr. */
    private static List<String> queries(String json) throws IOException {
        List<String> found = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.FIELD_NAME && "expr".equals(parser.currentName())) {
                    parser.nextToken();
                    found.add(parser.getText());
                }
            }
        }
        return found;
    }
}
