package io.sigyn.logql.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Stages over what {@link RandomEntries} gives, and range aggregations over them, as text. For one thread. */
final class RandomPipelines {
    private static final List<String> LABELS = List.of(
            "level",
            "status",
            "req_path",
            "req_n",
            "req_in_x",
            "app",
            "app_extracted",
            "trace",
            "trace_extracted",
            "text",
            "state",
            "_9_lives",
            "lvl",
            "code",
            "took",
            "size",
            "ip",
            "msg",
            "bare",
            "odd_key",
            "detected_level",
            "pod",
            "who",
            "rest",
            "first",
            "made",
            "missing",
            "__error__");
    private static final List<String> VALUES = List.of(
            "error", "info", "500", "200", "json1", "m1", "j2", "f0", "hello", "é上🚀", "éx", "", "p1", "cat", "bob");
    private static final List<String> REGEXES =
            List.of("err.*", "(?i)error", "error|info", ".+", "", "5..", "j[0-2]", "h.llo", "[^a]*", "éx", "json\\\\d");

    private final Random random;

    RandomPipelines(long seed) {
        this.random = new Random(seed);
    }

    private <T> T of(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    private String label() {
        return of(LABELS);
    }

    String stages() {
        List<String> stages = new ArrayList<>();
        int before = random.nextInt(2);
        for (int i = 0; i < before; i++) {
            stages.add(filter());
        }
        if (!chance(8)) {
            stages.add(parser());
        }
        int more = random.nextInt(5);
        for (int i = 0; i < more; i++) {
            stages.add(
                    switch (random.nextInt(10)) {
                        case 0 -> filter();
                        case 1 -> parser();
                        case 2, 3, 4, 5 -> "| " + predicate(2);
                        case 6 -> lineFormat();
                        case 7 -> labelFormat();
                        default -> choice();
                    });
        }
        return String.join(" ", stages);
    }

    private String filter() {
        return of(List.of(
                "|= `error`",
                "|= `500` or `hello`",
                "!= `warn`",
                "|~ `(?i)error`",
                "|~ `l(e|v)`",
                "!~ `j[01]`",
                "|> `<_>level<_>`",
                "!> `<_>packed<_>`",
                "|= ip(`10.0.0.0/8`)",
                "!= ip(`fe80::/16`)",
                "|~ `.`"));
    }

    private String parser() {
        return of(List.of(
                "| json",
                "| json",
                "| json",
                "| json status, level, made=`req.path`",
                "| json first=`list[0]`, text",
                "| logfmt",
                "| logfmt",
                "| logfmt --strict",
                "| logfmt --keep-empty",
                "| logfmt lvl, made=`took`",
                "| regexp `(?P<who>\\S+) - (?P<rest>.*)`",
                "| regexp `(?P<first>\\w)(?P<app>\\w*)`",
                "| pattern `<who> - <_> [<first>] <rest>`",
                "| unpack",
                "| decolorize"));
    }

    private String predicate(int depth) {
        if (depth > 0 && chance(3)) {
            return "(" + predicate(depth - 1) + of(List.of(" or ", " and ", ", ")) + predicate(depth - 1) + ")";
        }
        String comparison = of(List.of(">", ">=", "<", "<=", "==", "!="));
        return switch (random.nextInt(9)) {
            case 0, 1, 2 -> label() + of(List.of("=", "!=")) + "`" + of(VALUES) + "`";
            case 3, 4 -> label() + of(List.of("=~", "!~")) + "`" + of(REGEXES).replace("\\\\", "\\") + "`";
            case 5 ->
                of(List.of("status", "code", "req_n", "level")) + comparison + of(List.of("0", "200", "1.5", "500"));
            case 6 -> of(List.of("took", "code", "lvl")) + comparison + of(List.of("1s", "250ms", "1h"));
            case 7 -> of(List.of("size", "code", "lvl")) + comparison + of(List.of("10KB", "1MiB", "12B"));
            default -> of(List.of("ip", "msg", "who")) + of(List.of("=", "!=")) + "ip(`10.0.0.0/8`)";
        };
    }

    private String lineFormat() {
        return "| line_format `"
                + of(List.of(
                        "{{.level}} {{.status}}",
                        "{{__line__}}!",
                        "{\"status\":\"{{.code}}\"}",
                        "lvl={{.level}} x={{.app}}",
                        "{{.missing | ToUpper}}",
                        "{{range $k, $v := .}}{{$k}}={{$v}} {{end}}",
                        "{{.trace | fromJson}}"))
                + "`";
    }

    private String labelFormat() {
        return "| label_format "
                + of(List.of(
                        "made=level",
                        "level=`{{.lvl}}`",
                        "made=`{{.status}}-{{__line__}}`",
                        "status=code",
                        "made=`{{.trace | ToUpper}}`, app=level",
                        "trace=made",
                        "made=`{{div 1 .x}}`"));
    }

    private String choice() {
        List<String> choices = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            choices.add(chance(3) ? label() + "=~`" + of(REGEXES).replace("\\\\", "\\") + "`" : label());
        }
        return of(List.of("| drop ", "| keep ")) + String.join(", ", choices);
    }

    /** A range aggregation, mostly inside a vector aggregation. */
    String samples(String selector) {
        String stages = stages();
        String range;
        if (chance(2)) {
            range = of(List.of("count_over_time", "rate", "bytes_over_time", "bytes_rate")) + "(" + selector + " "
                    + stages + " [5m])";
        } else {
            String conversion = of(List.of("%s", "duration(%s)", "duration_seconds(%s)", "bytes(%s)"));
            String unwrap = "| unwrap "
                    + conversion.formatted(of(List.of("status", "code", "took", "size", "req_n", "made", "missing")));
            String late = chance(3) ? " | __error__=``" : chance(4) ? " | " + predicate(1) : "";
            String body = "(%s" + selector + " " + stages + " " + unwrap + late + " [5m])";
            range = switch (random.nextInt(4)) {
                case 0 -> "sum_over_time" + body.formatted("");
                case 1 ->
                    of(List.of("max_over_time", "avg_over_time", "first_over_time", "stddev_over_time"))
                            + body.formatted("")
                            + (chance(2) ? grouping() : "");
                case 2 -> "quantile_over_time" + body.formatted("0.9, ") + (chance(2) ? grouping() : "");
                default -> "rate" + body.formatted("");
            };
        }
        return switch (random.nextInt(6)) {
            case 0 -> range;
            case 1, 2, 3 -> "sum" + (chance(4) ? "" : grouping()) + "(" + range + ")";
            case 4 -> "max" + grouping() + "(" + range + ")";
            default -> "topk" + grouping() + "(2, " + range + ")";
        };
    }

    private String grouping() {
        List<String> labels = new ArrayList<>();
        int count = 1 + random.nextInt(2);
        for (int i = 0; i < count; i++) {
            labels.add(label());
        }
        return of(List.of(" by (", " by (", " without (")) + String.join(", ", labels) + ")";
    }
}
