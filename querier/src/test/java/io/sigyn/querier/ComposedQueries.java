package io.sigyn.querier;

import java.util.List;
import java.util.Random;

/** Metric queries composed by chance: ranges, groupings, offsets, operators, one in the other. For one thread. */
final class ComposedQueries {
    private static final List<String> SELECTORS = List.of(
            "{app=~\".+\"}",
            "{app=\"a1\"}",
            "{app=~\"a[12]\",env=\"prod\"}",
            "{app!=\"\",env!=\"dev\"}",
            "{app=\"none\"}");
    private static final List<String> STAGES = List.of(
            "",
            "",
            "|= \"needle\"",
            "!= \"needle\"",
            "|~ \"(?i)NEEDLE|level=.rr\"",
            "| logfmt",
            "| logfmt | level=\"error\"",
            "| logfmt | v > 5 and level!=\"warn\"",
            "| logfmt | took >= 1s or size < 2KB",
            "| trace=\"t1\"",
            "|= \"needle\" | trace!=\"\"",
            "| logfmt | line_format \"{{.level}} {{.v}}\" |= \"error\"",
            "| logfmt | keep app, level, v, took, size",
            "| logfmt | drop env, level=\"info\"",
            "| logfmt | label_format kind=level, env=`{{.env | ToUpper}}`",
            "| pattern \"<word> v=<v> <_>\"",
            "| regexp `v=(?P<v>\\d+)`");
    private static final List<String> LABELS = List.of("app", "env", "level", "trace", "kind", "missing");

    private final Random random;

    ComposedQueries(long seed) {
        this.random = new Random(seed);
    }

    private String of(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    String next() {
        return vector(2);
    }

    private String vector(int depth) {
        return switch (random.nextInt(depth == 0 ? 4 : 9)) {
            case 0 -> range();
            case 1, 2 -> aggregation(range());
            case 3 -> chance(4) ? "vector(" + (1 + random.nextInt(3)) + ")" : aggregation(range());
            case 4 -> aggregation("(" + vector(depth - 1) + ")");
            case 5 -> "label_replace(" + vector(depth - 1) + ", \"kind\", \"$1\", \"" + of(LABELS) + "\", \"(.).*\")";
            case 6 -> "(" + vector(depth - 1) + ") " + operator() + " " + random.nextInt(12);
            default -> operation(depth);
        };
    }

    private String operator() {
        return of(List.of("+", "-", "*", "/", "%", "^", "> bool", "==", ">", ">=", "<", "<= bool", "!="));
    }

    private String operation(int depth) {
        if (chance(2)) {
            String matching = chance(3) ? " on (" + of(LABELS) + ")" : "";
            return "(" + vector(depth - 1) + ") " + of(List.of("and", "or", "unless")) + matching + " ("
                    + vector(depth - 1) + ")";
        }
        // Sides that mostly have one sample for each label that they are matched by.
        String label = of(List.of("app", "env", "level"));
        String one = "sum by (" + label + ") (" + range() + ")";
        return switch (random.nextInt(5)) {
            case 0 -> one + " " + operator() + " " + one;
            case 1 -> one + " " + operator() + " on (" + label + ") sum by (" + label + ", env) (" + range() + ")";
            case 2 ->
                "sum by (app, env) (" + range() + ") " + operator() + " on (app) group_left " + "sum by (app) ("
                        + range() + ")";
            case 3 ->
                "max by (app) (" + range() + ") " + operator() + " ignoring (env) group_right (" + of(LABELS)
                        + ") sum by (app, env) (" + range() + ")";
            default -> "(" + vector(depth - 1) + ") " + operator() + " (" + vector(depth - 1) + ")";
        };
    }

    private String aggregation(String operand) {
        return of(List.of("sum", "sum", "avg", "count", "min", "max", "stddev", "stdvar"))
                + (chance(4) ? "" : grouping()) + " (" + operand + ")";
    }

    private String grouping() {
        String labels = of(LABELS) + (chance(2) ? "" : ", " + of(LABELS));
        return (chance(3) ? " without (" : " by (") + labels + ")";
    }

    private String range() {
        String log = of(SELECTORS) + " " + of(STAGES);
        String time = " [" + of(List.of("1s", "7s", "10s", "15s", "1m", "2m5s")) + "]"
                + (chance(3) ? " offset " + of(List.of("3s", "20s", "-10s")) : "");
        if (chance(2)) {
            return of(List.of("count_over_time", "rate", "bytes_over_time", "bytes_rate", "absent_over_time")) + "("
                    + log + time + ")";
        }
        String unwrapped = log + (log.contains("logfmt") || log.contains(" v") ? "" : " | logfmt") + " | unwrap "
                + of(List.of("v", "v", "duration(took)", "duration_seconds(took)", "bytes(size)")) + time;
        return switch (random.nextInt(4)) {
            case 0 -> of(List.of("sum_over_time", "rate")) + "(" + unwrapped + ")";
            case 1 ->
                "quantile_over_time(" + of(List.of("0", "0.5", "0.99", "1")) + ", " + unwrapped + ")" + maybeGrouped();
            default ->
                of(List.of(
                                "avg_over_time",
                                "min_over_time",
                                "max_over_time",
                                "stddev_over_time",
                                "stdvar_over_time",
                                "first_over_time",
                                "last_over_time"))
                        + "(" + unwrapped + ")" + maybeGrouped();
        };
    }

    private String maybeGrouped() {
        return chance(2) ? "" : grouping();
    }
}
