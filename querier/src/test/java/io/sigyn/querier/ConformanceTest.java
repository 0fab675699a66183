package io.sigyn.querier;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.logql.LogQlParser;
import io.sigyn.logql.LogQlPrinter;
import io.sigyn.logql.LogQlSyntaxException;
import io.sigyn.querier.ConformanceCase.Answer;
import io.sigyn.querier.MemoryViews.Layout;
import io.sigyn.querier.scan.ScanExecutor;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Every case of the corpus in {@code conformance/cases}, but for HTTP itself. Cases that are left out are listed with a
 * reason in {@code conformance/left-out.tsv}, which may only name cases that fail.
 */
class ConformanceTest {
    private static final ScanExecutor EXECUTOR = new ScanExecutor(2);
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-06-01T00:00:00Z"));
    private static final int SHOWN = Integer.getInteger("conformance.shown", 40);
    private static final Pattern ONLY = Pattern.compile(System.getProperty("conformance.only", ""));

    private final QueryParameters parameters = new QueryParameters(CLOCK);

    @AfterAll
    static void close() {
        EXECUTOR.close();
    }

    @Test
    void every_case_has_its_recorded_answer_from_memory() {
        check(Layout.ONE_LIVE);
    }

    @Test
    void every_case_has_its_recorded_answer_from_small_segments() {
        check(new Layout(3, arrival -> arrival / 7 % 3, 50, true, false));
    }

    private void check(Layout layout) {
        MemoryViews views = new MemoryViews();
        ConformanceData.entries().forEach((tenant, entries) -> views.put(tenant, entries, layout));
        Querier querier = new Querier(views, ConformanceData::limits, EXECUTOR, CLOCK);
        Map<String, String> leftOut = leftOut();
        Map<String, int[]> counts = new TreeMap<>();
        Map<String, String> failures = new LinkedHashMap<>();
        List<String> needlessly = new ArrayList<>();
        for (ConformanceCase test : cases()) {
            String difference = difference(querier, test);
            int[] count = counts.computeIfAbsent(test.category(), key -> new int[2]);
            count[0]++;
            if (difference.isEmpty()) {
                count[1]++;
                if (leftOut.containsKey(test.name())) {
                    needlessly.add(test.name());
                }
            } else if (!leftOut.containsKey(test.name())) {
                failures.put(test.name(), test.parameters().get("query") + ": " + difference);
            }
        }
        report(counts, failures);
        assertThat(failures.keySet()).as("cases that fail").isEmpty();
        assertThat(needlessly).as("cases that are left out although they pass").isEmpty();
    }

    private static List<ConformanceCase> cases() {
        List<ConformanceCase> cases = new ArrayList<>();
        for (String file : ConformanceData.lines("cases/files.txt")) {
            ConformanceData.lines("cases/" + file).stream()
                    .map(ConformanceCase::parse)
                    .filter(test -> ONLY.matcher(test.name()).find())
                    .forEach(cases::add);
        }
        return cases;
    }

    private static Map<String, String> leftOut() {
        Map<String, String> leftOut = new TreeMap<>();
        for (String line : ConformanceData.lines("left-out.tsv")) {
            String[] parts = line.split("\t", 2);
            leftOut.put(parts[0], parts[1]);
        }
        return leftOut;
    }

    private static void report(Map<String, int[]> counts, Map<String, String> failures) {
        StringBuilder out = new StringBuilder();
        int all = 0;
        int passed = 0;
        int shown = 0;
        for (Map.Entry<String, String> failure : failures.entrySet()) {
            if (shown++ < SHOWN) {
                out.append("FAIL ")
                        .append(failure.getKey())
                        .append("  ")
                        .append(failure.getValue())
                        .append('\n');
            }
        }
        for (Map.Entry<String, int[]> count : counts.entrySet()) {
            all += count.getValue()[0];
            passed += count.getValue()[1];
            out.append(String.format("%-26s %5d of %5d%n", count.getKey(), count.getValue()[1], count.getValue()[0]));
        }
        out.append(String.format("%-26s %5d of %5d%n", "all", passed, all));
        System.out.print(out);
    }

    private String difference(Querier querier, ConformanceCase test) {
        String first = "";
        for (Answer expected : test.expected()) {
            String difference = difference(querier, test, expected);
            if (difference.isEmpty()) {
                return "";
            }
            first = first.isEmpty() ? difference : first;
        }
        return first;
    }

    private String difference(Querier querier, ConformanceCase test, Answer expected) {
        ConformanceComparison comparison = new ConformanceComparison(test);
        try {
            if (test.path().endsWith("format_query")) {
                return formatted(test, expected);
            }
            if (test.tenant().isEmpty()) {
                return comparison.error(expected, 401, "no org id\n");
            }
            return comparison.data(expected, querier.run(request(test)).data());
        } catch (LogQlSyntaxException e) {
            return comparison.error(expected, 400, e.getMessage());
        } catch (QueryException e) {
            return comparison.error(expected, status(e.kind()), e.getMessage());
        } catch (RuntimeException | StackOverflowError e) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            return "threw " + trace.toString().lines().limit(8).reduce("", (a, b) -> a + "\n   " + b);
        }
    }

    private QueryRequest request(ConformanceCase test) {
        TenantIds tenants;
        try {
            tenants = TenantIds.parse(test.tenant());
        } catch (QueryException e) {
            throw new QueryException(e.kind(), "rpc error: code = Code(400) desc = " + e.getMessage());
        }
        QueryRequest request = test.path().endsWith("query_range")
                ? parameters.range(tenants.ids(), test.parameters())
                : parameters.instant(tenants.ids(), test.parameters());
        return request.of(tenants);
    }

    private static String formatted(ConformanceCase test, Answer expected) {
        Map<String, Object> body;
        int status = 200;
        try {
            body = Map.of("status", "success", "data", LogQlPrinter.format(LogQlParser.parse(test.parameter("query"))));
        } catch (LogQlSyntaxException e) {
            status = 400;
            body = Map.of("status", "invalid-query", "error", e.getMessage());
        }
        return status == expected.status() && body.equals(expected.body())
                ? ""
                : "\n      expected " + expected.body() + "\n      got      " + body;
    }

    private static int status(QueryException.Kind kind) {
        return switch (kind) {
            case BAD_REQUEST -> 400;
            case NOT_FOUND -> 404;
            case INTERNAL -> 500;
            case TIMEOUT -> 504;
            case TOO_MANY_REQUESTS -> 429;
            case CANCELLED -> 499;
        };
    }
}
