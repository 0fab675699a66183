package io.sigyn.logql;

import io.sigyn.logql.ast.Expr;
import io.sigyn.logql.ast.LogQuery;
import io.sigyn.logql.ast.SampleExpr;
import io.sigyn.logql.ast.SampleExpr.BinaryOperator;
import io.sigyn.logql.ast.SampleExpr.Grouping;
import io.sigyn.logql.ast.SampleExpr.LogRange;
import io.sigyn.logql.ast.SampleExpr.RangeOperator;
import io.sigyn.logql.ast.SampleExpr.Unwrap;
import io.sigyn.logql.ast.SampleExpr.VectorMatching;
import io.sigyn.logql.ast.SampleExpr.VectorMatching.Cardinality;
import io.sigyn.logql.ast.SampleExpr.VectorOperator;
import io.sigyn.logql.ast.Stage;
import io.sigyn.logql.ast.Stage.Comparison;
import io.sigyn.logql.ast.Stage.LineFilter;
import io.sigyn.logql.ast.Stage.Predicate;
import io.sigyn.model.LabelMatcher;
import io.sigyn.model.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Trees of queries that are in the language, by chance. For one thread. */
final class RandomQueries {
    private static final List<String> NAMES = List.of(
            "app",
            "_x1",
            "sum",
            "rate",
            "ip",
            "bytes",
            "duration",
            "vector",
            "count_over_time",
            "Inf",
            "étage",
            "上",
            "@",
            "!",
            "~",
            "'x'");
    private static final List<String> STRINGS = List.of(
            "",
            "a",
            "error",
            "a b",
            "\"",
            "\\",
            "`",
            "\n\t\r",
            "\u0000",
            "上海🚀",
            "é",
            "{{.x}}",
            "<_> x",
            "%s",
            "\u00a0",
            "[5m]",
            "# no",
            "/* no */");
    private static final List<String> REGEXES =
            List.of("a", ".*", ".+", "a|b", "(?i)x", "[a-z]+\\d{2,3}", "", "^x$", "\\pL", "(?P<n>x)");
    private static final List<RangeOperator> OF_LINES = List.of(
            RangeOperator.RATE,
            RangeOperator.COUNT_OVER_TIME,
            RangeOperator.BYTES_RATE,
            RangeOperator.BYTES_OVER_TIME,
            RangeOperator.ABSENT_OVER_TIME);
    private static final List<RangeOperator> OF_VALUES = List.of(
            RangeOperator.SUM_OVER_TIME,
            RangeOperator.RATE,
            RangeOperator.RATE_COUNTER,
            RangeOperator.ABSENT_OVER_TIME);
    private static final List<RangeOperator> GROUPED = List.of(
            RangeOperator.AVG_OVER_TIME,
            RangeOperator.MIN_OVER_TIME,
            RangeOperator.MAX_OVER_TIME,
            RangeOperator.STDDEV_OVER_TIME,
            RangeOperator.STDVAR_OVER_TIME,
            RangeOperator.QUANTILE_OVER_TIME,
            RangeOperator.FIRST_OVER_TIME,
            RangeOperator.LAST_OVER_TIME);

    private final Random random;

    RandomQueries(long seed) {
        this.random = new Random(seed);
    }

    Expr query() {
        return chance(3) ? new LogQuery(selector(), stages()) : sample(4);
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    private <T> T of(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private <T> T of(T[] choices) {
        return choices[random.nextInt(choices.length)];
    }

    private <T> List<T> list(int atLeast, int atMost, Supplier<T> element) {
        List<T> list = new ArrayList<>();
        int size = atLeast + random.nextInt(atMost - atLeast + 1);
        for (int i = 0; i < size; i++) {
            list.add(element.get());
        }
        return list;
    }

    private String name() {
        return of(NAMES);
    }

    private LabelMatcher matcher() {
        LabelMatcher.Operator operator = of(LabelMatcher.Operator.values());
        return new LabelMatcher(name(), operator, of(operator.isRegex() ? REGEXES : STRINGS));
    }

    private Selector selector() {
        List<LabelMatcher> matchers = list(0, 3, this::matcher);
        matchers.add(random.nextInt(matchers.size() + 1), new LabelMatcher("app", LabelMatcher.Operator.EQUAL, "x"));
        return new Selector(matchers);
    }

    // ---- stages

    private List<Stage> stages() {
        List<Stage> stages = new ArrayList<>();
        for (Stage stage : list(0, 5, this::stage)) {
            if (stages.isEmpty() || !runsTogether(stages.get(stages.size() - 1), stage)) {
                stages.add(stage);
            }
        }
        return stages;
    }

    /** {@code | drop a != "b"} drops some of the labels; no text means to drop all and then to filter lines. */
    private static boolean runsTogether(Stage stage, Stage next) {
        List<Stage.LabelChoice> choices = stage instanceof Stage.Drop drop
                ? drop.choices()
                : stage instanceof Stage.Keep keep ? keep.choices() : List.of();
        return !choices.isEmpty()
                && choices.get(choices.size() - 1).matcher() == null
                && next instanceof LineFilter filter
                && filter.operator().isNegative();
    }

    private Stage stage() {
        return switch (random.nextInt(12)) {
            case 0 -> new Stage.Json(list(0, 2, this::extraction));
            case 1 -> new Stage.Logfmt(random.nextBoolean(), random.nextBoolean(), list(0, 2, this::extraction));
            case 2 -> new Stage.Regexp("(?P<a>.*)" + of(REGEXES).replace("(?P<n>x)", ""));
            case 3 -> new Stage.Pattern("<a> " + of(List.of("", "<_>", "x<b>", "\"")));
            case 4 -> new Stage.Unpack();
            case 5 -> new Stage.Decolorize();
            case 6 -> new Stage.LineFormat(of(STRINGS));
            case 7 -> new Stage.LabelFormat(list(1, 3, this::assignment));
            case 8 -> new Stage.Drop(list(1, 3, this::choice));
            case 9 -> new Stage.Keep(list(1, 3, this::choice));
            case 10 -> labelFilter();
            default -> lineFilter();
        };
    }

    private Stage.Extraction extraction() {
        return new Stage.Extraction(name(), of(STRINGS));
    }

    private Stage.LabelFormat.Assignment assignment() {
        boolean rename = random.nextBoolean();
        return new Stage.LabelFormat.Assignment(name(), rename ? name() : of(STRINGS), rename);
    }

    private Stage.LabelChoice choice() {
        if (random.nextBoolean()) {
            return new Stage.LabelChoice(name(), null);
        }
        LabelMatcher matcher = matcher();
        return new Stage.LabelChoice(matcher.name(), matcher);
    }

    /** Of a negative filter each alternative is a stage, and an ip(...) in the middle is lost. */
    private LineFilter lineFilter() {
        LineFilter.Operator operator = of(LineFilter.Operator.values());
        List<LineFilter.Alternative> alternatives =
                list(1, operator.isNegative() ? 1 : 4, () -> new LineFilter.Alternative(of(STRINGS), false));
        if (chance(3)) {
            int end = random.nextBoolean() ? 0 : alternatives.size() - 1;
            alternatives.set(end, new LineFilter.Alternative("10.0.0.0/8", true));
        }
        return new LineFilter(operator, alternatives);
    }

    private Stage.LabelFilter labelFilter() {
        return new Stage.LabelFilter(predicate(3));
    }

    private Predicate predicate(int depth) {
        return switch (random.nextInt(depth == 0 ? 5 : 8)) {
            case 0 -> new Predicate.StringMatch(matcher());
            case 1 -> new Predicate.NumberMatch(name(), of(Comparison.values()), number());
            case 2 -> new Predicate.DurationMatch(name(), of(Comparison.values()), nanos());
            case 3 ->
                new Predicate.BytesMatch(
                        name(), of(Comparison.values()), random.nextLong() >>> (12 + random.nextInt(50)));
            case 4 -> new Predicate.IpMatch(name(), random.nextBoolean(), of(STRINGS));
            case 5 -> new Predicate.Or(predicate(depth - 1), predicate(depth - 1));
            default -> new Predicate.And(predicate(depth - 1), predicate(depth - 1));
        };
    }

    private double number() {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(20) - 10;
            case 1 -> random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
            case 2 -> Double.longBitsToDouble(random.nextLong() & ~(1L << 62));
            default -> random.nextInt();
        };
    }

    private long nanos() {
        return random.nextLong() >> random.nextInt(64);
    }

    // ---- samples

    private SampleExpr sample(int depth) {
        return switch (random.nextInt(depth == 0 ? 3 : 8)) {
            case 0 -> new SampleExpr.VectorLiteral(Math.abs(number()));
            case 1, 2 -> rangeAggregation();
            case 3, 4 -> vectorAggregation(depth);
            case 5 ->
                new SampleExpr.LabelReplace(sample(depth - 1), of(STRINGS), of(STRINGS), of(STRINGS), of(REGEXES));
            default -> binaryOperation(depth);
        };
    }

    private SampleExpr binaryOperation(int depth) {
        BinaryOperator operator = of(BinaryOperator.values());
        SampleExpr left = sample(depth - 1);
        SampleExpr right = sample(depth - 1);
        if (!operator.isSet() && chance(3)) {
            SampleExpr literal =
                    new SampleExpr.Literal(chance(5) ? Double.NaN : chance(5) ? Double.POSITIVE_INFINITY : number());
            return random.nextBoolean()
                    ? new SampleExpr.BinaryOperation(operator, literal, right, matching())
                    : new SampleExpr.BinaryOperation(operator, left, literal, matching());
        }
        return new SampleExpr.BinaryOperation(operator, left, right, matching());
    }

    private VectorMatching matching() {
        boolean returnBool = chance(3);
        if (chance(2)) {
            return new VectorMatching(returnBool, false, List.of(), Cardinality.ONE_TO_ONE, List.of());
        }
        Cardinality cardinality = of(List.of(Cardinality.ONE_TO_ONE, Cardinality.MANY_TO_ONE, Cardinality.ONE_TO_MANY));
        List<String> include = cardinality == Cardinality.ONE_TO_ONE ? List.of() : list(0, 2, this::name);
        return new VectorMatching(returnBool, random.nextBoolean(), list(0, 2, this::name), cardinality, include);
    }

    private Grouping grouping(int atLeast) {
        return new Grouping(random.nextBoolean(), list(atLeast, 3, this::name));
    }

    private SampleExpr vectorAggregation(int depth) {
        VectorOperator operator = of(VectorOperator.values());
        boolean counts = operator == VectorOperator.TOPK
                || operator == VectorOperator.BOTTOMK
                || operator == VectorOperator.APPROX_TOPK;
        boolean grouped = operator != VectorOperator.APPROX_TOPK
                && operator != VectorOperator.SORT
                && operator != VectorOperator.SORT_DESC
                && random.nextBoolean();
        return new SampleExpr.VectorAggregation(
                operator, counts ? 1 + random.nextInt(100) : 0, sample(depth - 1), grouped ? grouping(1) : null);
    }

    private SampleExpr rangeAggregation() {
        if (random.nextBoolean()) {
            return new SampleExpr.RangeAggregation(of(OF_LINES), null, range(null), null);
        } else if (random.nextBoolean()) {
            return new SampleExpr.RangeAggregation(of(OF_VALUES), null, range(unwrap()), null);
        }
        RangeOperator operator = of(GROUPED);
        Double parameter = operator == RangeOperator.QUANTILE_OVER_TIME ? Math.abs(number()) : null;
        return new SampleExpr.RangeAggregation(
                operator, parameter, range(unwrap()), random.nextBoolean() ? grouping(0) : null);
    }

    private Unwrap unwrap() {
        return new Unwrap(name(), of(Unwrap.Conversion.values()), list(0, 2, this::labelFilter));
    }

    private LogRange range(@Nullable Unwrap unwrap) {
        long rangeNanos = (random.nextLong() >>> (1 + random.nextInt(60))) / 1_000_000 * 1_000_000;
        return new LogRange(selector(), stages(), unwrap, rangeNanos, chance(2) ? nanos() : 0);
    }
}
