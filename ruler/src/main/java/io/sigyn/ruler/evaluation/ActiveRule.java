package io.sigyn.ruler.evaluation;

import io.sigyn.ruler.delivery.Alert;
import io.sigyn.ruler.delivery.SeriesSample;
import io.sigyn.ruler.rule.Rule;
import java.util.List;

/** A rule between its evaluations. For one thread at a time. */
interface ActiveRule {
    /** What an evaluation gave: samples to be written, alerts to be told. */
    record Outcome(List<SeriesSample> samples, List<Alert> alerts) {}

    Rule rule();

    /** Its expression as Loki prints it. */
    String query();

    Outcome evaluate(EvaluationContext context) throws EvaluationException;

    /** The alerts that are pending or fire, sorted by labels. */
    List<AlertState> alerts();

    /** Goes on where a rule of the same name and labels stood, that was in its place before. */
    void takeOver(ActiveRule before);
}
