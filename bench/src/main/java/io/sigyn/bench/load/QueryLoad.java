package io.sigyn.bench.load;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How fast are the queries that people run? Asks each {@code --repeat} times over the last {@code --hours} and prints the
 * median and the fastest, in milliseconds.
 *
 * <pre>java -cp bench/target/benchmarks.jar io.sigyn.bench.load.QueryLoad --url http://127.0.0.1:3100</pre>
 */
public final class QueryLoad {
    private QueryLoad() {}

    /** Name to query; those that start with "log:" give lines, the others are asked at one instant. */
    private static Map<String, String> queries(String range) {
        Map<String, String> queries = new LinkedHashMap<>();
        queries.put("absent needle", "count_over_time({namespace=~\".+\"} |= \"no-such-needle-4711\" [" + range + "])");
        queries.put("count of everything", "sum(count_over_time({namespace=~\".+\"}[" + range + "]))");
        queries.put("bytes by namespace", "sum by (namespace) (bytes_over_time({namespace=~\".+\"}[" + range + "]))");
        queries.put("topk of pods", "topk(10, sum by (pod) (count_over_time({namespace=~\".+\"}[" + range + "])))");
        queries.put("line filter, 10 %", "sum(count_over_time({namespace=~\".+\"} |= \"error\" [" + range + "]))");
        queries.put(
                "case-insensitive regex",
                "sum(count_over_time({namespace=~\".+\"} |~ \"(?i)checkout\" [" + range + "]))");
        queries.put("json field", "sum(count_over_time({format=\"json\"} | json | status=\"500\" [" + range + "]))");
        queries.put(
                "logfmt number", "sum(count_over_time({format=\"logfmt\"} | logfmt | duration > 8s [" + range + "]))");
        queries.put(
                "quantile of unwrap",
                "quantile_over_time(0.99, {format=\"json\", namespace=\"ns-1\"} | json | unwrap duration_ms | __error__=\"\" ["
                        + range + "]) by (namespace)");
        queries.put("log: newest 100 of an app", "{app=\"app-3\"}");
        queries.put("log: newest 100 with a filter", "{namespace=~\".+\"} |= \"error\"");
        return queries;
    }

    public static void main(String[] args) throws Exception {
        Options options = new Options(args);
        String url = options.text("url", "http://127.0.0.1:3100");
        long hours = options.number("hours", 2);
        int repeat = (int) options.number("repeat", 5);
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        long end = System.currentTimeMillis() * 1_000_000 + 600_000_000_000L;
        long start = end - hours * 3_600_000_000_000L;
        System.out.printf(Locale.ROOT, "%-32s %12s %12s%n", "query", "median ms", "fastest ms");
        for (Map.Entry<String, String> query : queries(hours + "h").entrySet()) {
            boolean log = query.getKey().startsWith("log:");
            double[] millis = new double[repeat];
            for (int i = 0; i < repeat; i++) {
                long until = end - i; // the same query twice would be answered without being run
                String path = log
                        ? "/loki/api/v1/query_range?start=" + start + "&end=" + until + "&limit=100&query="
                        : "/loki/api/v1/query?time=" + until + "&query=";
                long from = System.nanoTime();
                ask(client, url + path + URLEncoder.encode(query.getValue(), StandardCharsets.UTF_8));
                millis[i] = (System.nanoTime() - from) / 1e6;
            }
            Arrays.sort(millis);
            System.out.printf(Locale.ROOT, "%-32s %12.1f %12.1f%n", query.getKey(), millis[repeat / 2], millis[0]);
        }
    }

    private static void ask(HttpClient client, String uri) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(uri))
                .header("X-Scope-OrgID", "bench")
                .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(response.statusCode() + " " + response.body());
        }
    }
}
