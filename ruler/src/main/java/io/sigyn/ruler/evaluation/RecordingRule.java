package io.sigyn.ruler.evaluation;

import io.sigyn.logql.LogQlParser;
import io.sigyn.logql.LogQlPrinter;
import io.sigyn.logql.ast.Expr;
import io.sigyn.logql.template.AlertTemplate;
import io.sigyn.model.Labels;
import io.sigyn.ruler.delivery.SeriesSample;
import io.sigyn.ruler.rule.Rule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Makes a sample of each series that its expression gives. For one thread at a time. */
final class RecordingRule implements ActiveRule {
    static final String METRIC = "__name__";

    private final Rule rule;
    private final Expr expression;
    private final String query;

    RecordingRule(Rule rule) {
        this.rule = rule;
        this.expression = LogQlParser.parse(rule.expression());
        this.query = LogQlPrinter.printAsLoki(expression);
    }

    @Override
    public Rule rule() {
        return rule;
    }

    @Override
    public String query() {
        return query;
    }

    @Override
    public Outcome evaluate(EvaluationContext context) throws EvaluationException {
        List<AlertTemplate.Sample> vector =
                context.settings().queries().instant(context.tenant(), expression, rule.expression(), context.at());
        List<SeriesSample> samples = new ArrayList<>(vector.size());
        Set<Labels> seen = new HashSet<>();
        for (AlertTemplate.Sample sample : vector) {
            Labels labels = labels(sample.labels());
            if (!seen.add(labels)) {
                throw new EvaluationException(
                        "vector contains metrics with the same labelset after applying rule labels");
            }
            samples.add(new SeriesSample(context.tenant(), labels, context.atMillis(), sample.value()));
        }
        if (context.limit() > 0 && samples.size() > context.limit()) {
            throw new EvaluationException(
                    "exceeded limit of " + context.limit() + " with " + samples.size() + " series");
        }
        return new Outcome(samples, List.of());
    }

    private Labels labels(Labels series) {
        Labels.Builder builder = series.toBuilder().set(METRIC, rule.record());
        rule.labels().forEach((name, value) -> {
            if (value.isEmpty()) {
                builder.remove(name);
            } else {
                builder.set(name, value);
            }
        });
        return builder.build();
    }

    @Override
    public List<AlertState> alerts() {
        return List.of();
    }

    @Override
    public void takeOver(ActiveRule before) {}
}
