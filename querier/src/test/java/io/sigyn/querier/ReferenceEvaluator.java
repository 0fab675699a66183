package io.sigyn.querier;

import io.sigyn.index.CompiledSelector;
import io.sigyn.logql.ast.SampleExpr;
import io.sigyn.logql.ast.SampleExpr.BinaryOperation;
import io.sigyn.logql.ast.SampleExpr.Grouping;
import io.sigyn.logql.ast.SampleExpr.LabelReplace;
import io.sigyn.logql.ast.SampleExpr.Literal;
import io.sigyn.logql.ast.SampleExpr.LogRange;
import io.sigyn.logql.ast.SampleExpr.RangeAggregation;
import io.sigyn.logql.ast.SampleExpr.RangeOperator;
import io.sigyn.logql.ast.SampleExpr.Unwrap;
import io.sigyn.logql.ast.SampleExpr.VectorAggregation;
import io.sigyn.logql.ast.SampleExpr.VectorLiteral;
import io.sigyn.logql.ast.SampleExpr.VectorMatching;
import io.sigyn.logql.ast.SampleExpr.VectorMatching.Cardinality;
import io.sigyn.logql.pipeline.CompiledLines;
import io.sigyn.logql.pipeline.LinePipeline;
import io.sigyn.logql.pipeline.PipelineCompiler;
import io.sigyn.model.EntryMetadata;
import io.sigyn.model.LabelMatcher;
import io.sigyn.model.Labels;
import io.sigyn.querier.MemoryBlock.MemoryEntry;
import io.sigyn.storage.block.Column;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Metric queries as the language reference words them, at one instant, over a list of entries: no windows that slide, no
 * pushdown, nothing shared with the querier but the stages of a log query. Slow; for one thread.
 */
final class ReferenceEvaluator {
    /** The query matches samples ambiguously. */
    static final class Ambiguous extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private record Sample(long time, Labels labels, double value) {}

    private final List<MemoryEntry> entries;
    private final Map<RangeAggregation, List<Sample>> samples = new HashMap<>();

    /** The entries have to be different, each stream's in the order of time. */
    ReferenceEvaluator(List<MemoryEntry> entries) {
        this.entries = List.copyOf(entries);
    }

    /** A vector of the query's samples at an instant. */
    Map<Labels, Double> vector(SampleExpr expression, long time) {
        if (expression instanceof VectorLiteral literal) {
            return Map.of(Labels.EMPTY, literal.value());
        } else if (expression instanceof RangeAggregation node) {
            return range(node, time);
        } else if (expression instanceof VectorAggregation node) {
            return aggregate(node, vector(node.operand(), time));
        } else if (expression instanceof LabelReplace node) {
            return replace(node, vector(node.operand(), time));
        }
        return binary((BinaryOperation) expression, time);
    }

    // ---- ranges

    private Map<Labels, Double> range(RangeAggregation node, long time) {
        LogRange range = node.range();
        long end = time - range.offsetNanos();
        Map<Labels, List<Sample>> windows = new TreeMap<>();
        for (Sample sample : samples.computeIfAbsent(node, this::samples)) {
            if (sample.time() > end - range.rangeNanos() && sample.time() <= end) {
                windows.computeIfAbsent(sample.labels(), key -> new ArrayList<>())
                        .add(sample);
            }
        }
        if (node.operator() == RangeOperator.ABSENT_OVER_TIME) {
            return windows.isEmpty() ? Map.of(fixed(range.selector().matchers()), 1.0) : Map.of();
        }
        Map<Labels, Double> vector = new TreeMap<>();
        windows.forEach((labels, window) -> vector.put(labels, value(node, window)));
        return vector;
    }

    private static Labels fixed(List<LabelMatcher> matchers) {
        Labels.Builder labels = Labels.builder();
        for (LabelMatcher matcher : matchers) {
            if (matcher.operator() == LabelMatcher.Operator.EQUAL) {
                labels.set(matcher.name(), matcher.value());
            }
        }
        return labels.build();
    }

    private List<Sample> samples(RangeAggregation node) {
        LogRange range = node.range();
        CompiledSelector selector = CompiledSelector.compile(range.selector());
        CompiledLines compiled = PipelineCompiler.compileLines(range.stages());
        Map<Labels, LinePipeline> pipelines = new HashMap<>();
        List<Sample> all = new ArrayList<>();
        for (MemoryEntry entry : entries) {
            if (!selector.matches(entry.stream())) {
                continue;
            }
            LinePipeline pipeline = pipelines.computeIfAbsent(entry.stream(), compiled::bind);
            byte[] line = entry.line().getBytes(StandardCharsets.UTF_8);
            if (pipeline.process(entry.time(), line, 0, line.length, metadata(entry))) {
                addSample(
                        node,
                        entry.time(),
                        pipeline.lineLength(),
                        pipeline.labels().all(),
                        all);
            }
        }
        all.sort(Comparator.comparingLong(Sample::time));
        return all;
    }

    private static EntryMetadata metadata(MemoryEntry entry) {
        MemoryBlock block = new MemoryBlock(List.of(entry), MemoryViews.Layout.ONE_LIVE, new AtomicInteger());
        return block.read(EnumSet.of(Column.METADATA)).metadata().moveTo(0);
    }

    private static void addSample(
            RangeAggregation node, long time, int lineLength, Labels all, Collection<Sample> samples) {
        Unwrap unwrap = node.range().unwrap();
        double value = 1;
        Labels labels = all;
        if (unwrap != null) {
            String text = all.getOrEmpty(unwrap.label());
            if (text.isEmpty()) {
                return;
            }
            value = number(text, unwrap.conversion());
            Grouping grouping = node.grouping();
            if (grouping == null || grouping.without()) {
                labels = labels.without(unwrap.label());
            }
        } else if (node.operator() == RangeOperator.BYTES_OVER_TIME || node.operator() == RangeOperator.BYTES_RATE) {
            value = lineLength;
        }
        Labels series = node.grouping() == null ? labels : grouped(labels, node.grouping());
        samples.add(new Sample(time, series, value));
    }

    /** Of texts such as 12, 1.5s, 250ms and 2KB. */
    private static double number(String text, Unwrap.Conversion conversion) {
        int letters = text.length();
        while (letters > 0 && Character.isLetter(text.charAt(letters - 1))) {
            letters--;
        }
        double digits = Double.parseDouble(text.substring(0, letters));
        return switch (text.substring(letters)) {
            case "" -> digits;
            case "s" -> digits;
            case "ms" -> digits / 1000;
            case "KB" -> digits * 1000;
            default -> throw new IllegalArgumentException(conversion + " of " + text);
        };
    }

    private static double value(RangeAggregation node, List<Sample> window) {
        double seconds = node.range().rangeNanos() / 1e9;
        double count = window.size();
        double sum = window.stream().mapToDouble(Sample::value).sum();
        double mean = sum / count;
        double variance = window.stream()
                        .mapToDouble(sample -> (sample.value() - mean) * (sample.value() - mean))
                        .sum()
                / count;
        return switch (node.operator()) {
            case COUNT_OVER_TIME -> count;
            case RATE, BYTES_RATE -> sum / seconds;
            case BYTES_OVER_TIME, SUM_OVER_TIME -> sum;
            case AVG_OVER_TIME -> mean;
            case MIN_OVER_TIME ->
                window.stream().mapToDouble(Sample::value).min().orElseThrow();
            case MAX_OVER_TIME ->
                window.stream().mapToDouble(Sample::value).max().orElseThrow();
            case STDVAR_OVER_TIME -> variance;
            case STDDEV_OVER_TIME -> Math.sqrt(variance);
            case FIRST_OVER_TIME -> window.get(0).value();
            case LAST_OVER_TIME -> window.get(window.size() - 1).value();
            case QUANTILE_OVER_TIME -> quantile(node.parameter(), window);
            case RATE_COUNTER, ABSENT_OVER_TIME -> throw new IllegalArgumentException(node.toString());
        };
    }

    private static double quantile(@Nullable Double part, List<Sample> window) {
        double[] sorted = window.stream().mapToDouble(Sample::value).sorted().toArray();
        double place = (part == null ? 0 : part) * (sorted.length - 1);
        int below = (int) place;
        double above = sorted[Math.min(sorted.length - 1, below + 1)];
        return sorted[below] + (above - sorted[below]) * (place - below);
    }

    // ---- vectors

    private static Labels grouped(Labels labels, @Nullable Grouping grouping) {
        Labels.Builder kept = Labels.builder();
        for (int i = 0; i < labels.size(); i++) {
            boolean named = grouping != null && grouping.labels().contains(labels.name(i));
            if (grouping != null && named != grouping.without()) {
                kept.set(labels.name(i), labels.value(i));
            }
        }
        return kept.build();
    }

    private static Map<Labels, Double> aggregate(VectorAggregation node, Map<Labels, Double> operand) {
        Map<Labels, Map<Labels, Double>> groups = new TreeMap<>();
        operand.forEach(
                (labels, value) -> groups.computeIfAbsent(grouped(labels, node.grouping()), key -> new TreeMap<>())
                        .put(labels, value));
        Map<Labels, Double> result = new TreeMap<>();
        groups.forEach((labels, members) -> {
            switch (node.operator()) {
                case TOPK, BOTTOMK -> result.putAll(best(node, members));
                default -> result.put(labels, folded(node, members.values()));
            }
        });
        return result;
    }

    private static Map<Labels, Double> best(VectorAggregation node, Map<Labels, Double> members) {
        boolean largest = node.operator() == SampleExpr.VectorOperator.TOPK;
        List<Map.Entry<Labels, Double>> sorted = new ArrayList<>(members.entrySet());
        sorted.sort(largest ? Map.Entry.<Labels, Double>comparingByValue().reversed() : Map.Entry.comparingByValue());
        Map<Labels, Double> kept = new TreeMap<>();
        sorted.stream().limit(node.parameter()).forEach(one -> kept.put(one.getKey(), one.getValue()));
        return kept;
    }

    private static double folded(VectorAggregation node, Collection<Double> values) {
        double sum = values.stream().mapToDouble(value -> value).sum();
        double mean = sum / values.size();
        double variance = values.stream()
                        .mapToDouble(value -> (value - mean) * (value - mean))
                        .sum()
                / values.size();
        return switch (node.operator()) {
            case SUM -> sum;
            case AVG -> mean;
            case COUNT -> values.size();
            case MAX -> values.stream().mapToDouble(value -> value).max().orElseThrow();
            case MIN -> values.stream().mapToDouble(value -> value).min().orElseThrow();
            case STDVAR -> variance;
            case STDDEV -> Math.sqrt(variance);
            case TOPK, BOTTOMK, APPROX_TOPK, SORT, SORT_DESC -> throw new IllegalArgumentException(node.toString());
        };
    }

    private static Map<Labels, Double> replace(LabelReplace node, Map<Labels, Double> operand) {
        java.util.regex.Pattern pattern = java.util.regex.Pattern.compile(node.regex());
        Map<Labels, Double> result = new TreeMap<>();
        operand.forEach((labels, value) -> {
            java.util.regex.Matcher matcher = pattern.matcher(labels.getOrEmpty(node.source()));
            Labels.Builder replaced = labels.toBuilder();
            if (matcher.matches()) {
                replaced.set(node.target(), matcher.replaceFirst(node.replacement()));
            }
            result.put(replaced.build(), value);
        });
        return result;
    }

    // ---- two sides

    private Map<Labels, Double> binary(BinaryOperation node, long time) {
        if (node.left() instanceof Literal left) {
            return withNumber(node, vector(node.right(), time), left.value(), true);
        } else if (node.right() instanceof Literal right) {
            return withNumber(node, vector(node.left(), time), right.value(), false);
        }
        Map<Labels, Double> left = vector(node.left(), time);
        Map<Labels, Double> right = vector(node.right(), time);
        return node.operator().isSet() ? set(node, left, right) : matched(node, left, right);
    }

    private static Map<Labels, Double> withNumber(
            BinaryOperation node, Map<Labels, Double> vector, double number, boolean numberLeft) {
        Map<Labels, Double> result = new TreeMap<>();
        vector.forEach((labels, value) -> {
            double computed = numberLeft
                    ? operation(node).applyAsDouble(number, value)
                    : operation(node).applyAsDouble(value, number);
            put(node, labels, computed, value, result);
        });
        return result;
    }

    /** A comparison keeps the sample that it is about, or leaves it out; with bool it is a number. */
    private static void put(
            BinaryOperation node, Labels labels, double computed, double compared, Map<Labels, Double> into) {
        if (!node.operator().isComparison() || node.matching().returnBool()) {
            into.put(labels, computed);
        } else if (computed == 1) {
            into.put(labels, compared);
        }
    }

    private static Labels signature(VectorMatching matching, Labels labels) {
        return grouped(labels, new Grouping(!matching.on(), matching.labels()));
    }

    private static Map<Labels, Double> set(BinaryOperation node, Map<Labels, Double> left, Map<Labels, Double> right) {
        Set<Labels> there = new HashSet<>();
        boolean or = node.operator() == SampleExpr.BinaryOperator.OR;
        (or ? left : right).keySet().forEach(labels -> there.add(signature(node.matching(), labels)));
        Map<Labels, Double> result = new TreeMap<>(or ? left : Map.of());
        boolean wanted = node.operator() == SampleExpr.BinaryOperator.AND;
        (or ? right : left).forEach((labels, value) -> {
            if (there.contains(signature(node.matching(), labels)) == wanted) {
                result.put(labels, value);
            }
        });
        return result;
    }

    private static Map<Labels, Double> matched(
            BinaryOperation node, Map<Labels, Double> left, Map<Labels, Double> right) {
        VectorMatching matching = node.matching();
        boolean oneIsLeft = matching.cardinality() == Cardinality.ONE_TO_MANY;
        Map<Labels, Map.Entry<Labels, Double>> ones = new HashMap<>();
        for (Map.Entry<Labels, Double> one : (oneIsLeft ? left : right).entrySet()) {
            if (ones.put(signature(matching, one.getKey()), one) != null) {
                throw new Ambiguous();
            }
        }
        Map<Labels, Double> result = new TreeMap<>();
        Set<Labels> seen = new HashSet<>();
        for (Map.Entry<Labels, Double> many : (oneIsLeft ? right : left).entrySet()) {
            Map.Entry<Labels, Double> one = ones.get(signature(matching, many.getKey()));
            if (one == null) {
                continue;
            }
            Labels labels = labelsOf(matching, many.getKey(), one.getKey());
            if (!seen.add(labels)) {
                throw new Ambiguous();
            }
            double a = oneIsLeft ? one.getValue() : many.getValue();
            double b = oneIsLeft ? many.getValue() : one.getValue();
            put(node, labels, operation(node).applyAsDouble(a, b), a, result);
        }
        return result;
    }

    private static Labels labelsOf(VectorMatching matching, Labels many, Labels one) {
        if (matching.cardinality() == Cardinality.ONE_TO_ONE) {
            return signature(matching, many);
        }
        Labels.Builder labels = many.toBuilder();
        for (String name : matching.include()) {
            labels.remove(name);
            if (one.has(name)) {
                labels.set(name, one.getOrEmpty(name));
            }
        }
        return labels.build();
    }

    private static DoubleBinaryOperator operation(BinaryOperation node) {
        return switch (node.operator()) {
            case ADD -> (a, b) -> a + b;
            case SUB -> (a, b) -> a - b;
            case MUL -> (a, b) -> a * b;
            case DIV -> (a, b) -> b == 0 ? Double.NaN : a / b;
            case MOD -> (a, b) -> b == 0 ? Double.NaN : a % b;
            case POW -> Math::pow;
            case EQUAL -> (a, b) -> a == b ? 1 : 0;
            case NOT_EQUAL -> (a, b) -> a != b ? 1 : 0;
            case GREATER -> (a, b) -> a > b ? 1 : 0;
            case GREATER_EQUAL -> (a, b) -> a >= b ? 1 : 0;
            case LESS -> (a, b) -> a < b ? 1 : 0;
            case LESS_EQUAL -> (a, b) -> a <= b ? 1 : 0;
            case OR, AND, UNLESS -> throw new IllegalArgumentException(node.toString());
        };
    }
}
